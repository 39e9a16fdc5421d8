// What helpers for receivers know by heart is what the data say.
#include "catch.hpp"

#include <mockling/providers/verify.hpp>

#include "emulated.hpp"

using namespace mockling;

namespace {

void check_same(const SignatureRule& known, const std::string& provider) {
  const SignatureRule& told = test::default_catalog()->provider(provider)->spec.webhook.signature;
  INFO(provider);
  CHECK(known.kind == told.kind);
  CHECK(known.id == told.id);
  CHECK(known.timestamp == told.timestamp);
  CHECK(known.signature == told.signature);
  CHECK(known.user == told.user);
  CHECK(known.version == told.version);
  CHECK(known.secret_prefix == told.secret_prefix);
  CHECK(known.tolerance == told.tolerance);
}

}  // namespace

TEST_CASE("the rules that receivers verify by are those of the data", "[contract][webhook]") {
  check_same(wavespeed::signature_rule(), "wavespeed");
  check_same(fal::signature_rule(), "fal");
}
