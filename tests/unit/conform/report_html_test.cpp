#include "report_html.hpp"

#include <mockling/base/crypto.hpp>
#include <mockling/base/text.hpp>

#include "catch.hpp"
#include "report_fixture.hpp"

using namespace mockling;
using namespace mockling::conform;

namespace {

std::string between(std::string_view text, std::string_view start, std::string_view end) {
  const std::size_t from = text.find(start) + start.size();
  return std::string(text.substr(from, text.find(end, from) - from));
}

std::size_t count(std::string_view text, std::string_view what) {
  return split(replace_all(text, what, "\x01"), '\x01').size() - 1;
}

}  // namespace

TEST_CASE("the page carries the whole report", "[html]") {
  const std::string page = report_as_html(report_fixture());
  const std::string inside = between(page, "<script type=\"application/json\" id=\"report\">", "</script>");
  CHECK(Json::parse(inside) == report_fixture());
}

TEST_CASE("nothing in a report ends its element or asks for a part of the page", "[html]") {
  Json report = report_fixture();
  const std::string plain = report_as_html(report);
  report["client"]["name"] = "</script><script>alert(1)</script><!--<script>{{script}}{{report}}";
  const std::string page = report_as_html(report);
  CHECK(count(page, "<script") == count(plain, "<script"));
  CHECK(count(page, "</script") == count(plain, "</script"));
  CHECK(count(page, "<!--") == 0);
  const std::string inside = between(page, "<script type=\"application/json\" id=\"report\">", "</script>");
  CHECK(Json::parse(inside) == report);
}

TEST_CASE("the page runs its own script alone and asks the network for nothing", "[html]") {
  const std::string page = report_as_html(report_fixture());
  const std::string script = between(page, "<script>'use strict'", "</script>");
  CHECK(page.find("script-src 'sha256-" + base64(sha256("'use strict'" + script)) + "'") != std::string::npos);
  CHECK(page.find("default-src 'none'") != std::string::npos);
  CHECK(page.find("{{") == std::string::npos);
  for (const char* loads :
       {" src=", "<link", "@import", "url(", "innerHTML", "insertAdjacent", "document.write", "eval("}) {
    CAPTURE(loads);
    CHECK(page.find(loads) == std::string::npos);
  }
}
