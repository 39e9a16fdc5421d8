#include "markup.hpp"

#include "catch.hpp"

using mockling::cli::markup_text;

TEST_CASE("markup is escaped, everything else stays") {
  CHECK(markup_text("") == "");
  CHECK(markup_text("a \\\" b & <c> 'd'\n\té 狐") == "a \\&quot; b &amp; &lt;c&gt; 'd'\n\té 狐");
}

TEST_CASE("what XML has no place for is shown as unknown") {
  CHECK(markup_text(std::string("a\0b\x1b\r", 5)) ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(markup_text("\xff"
                    "a\xc3") ==
        "\xEF\xBF\xBD"
        "a\xEF\xBF\xBD");
  CHECK(markup_text("\xEF\xBF\xBE") == "\xEF\xBF\xBD");
}
