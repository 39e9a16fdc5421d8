// Accepted changes: by fingerprint, with a reason, until a day.
#include <mockling/drift/approvals.hpp>

#include "catch.hpp"

using namespace mockling;

namespace {

drift::Change dearer(const std::string& to) {
  return drift::judged(
      {"m", drift::Side::price, "{}", "per_second", drift::Move::changed, "0.42", to, "line 1", "line 2"});
}

std::string refusal(const std::string& text) {
  const auto read = drift::read_approvals(text);
  return read ? "accepted" : read.error().message;
}

}  // namespace

TEST_CASE("a fingerprint is of the change, not of the place") {
  drift::Change elsewhere = dearer("0.5");
  elsewhere.where_after = "line 99";
  CHECK(dearer("0.5").fingerprint == drift::judged(elsewhere).fingerprint);
  CHECK(dearer("0.5").fingerprint != dearer("0.6").fingerprint);
  CHECK(dearer("0.5").fingerprint == "34dc1ee80bcf");
}

TEST_CASE("an approval counts until its last day") {
  const drift::Change change = dearer("0.5");
  const drift::Approvals approvals{{change.fingerprint, "agreed", "2026-12-31"}};
  CHECK(drift::approval_of(approvals, change, "2026-12-31") != nullptr);
  CHECK(drift::approval_of(approvals, change, "2027-01-01") == nullptr);
  CHECK(drift::approval_of(approvals, dearer("0.6"), "2026-12-31") == nullptr);
}

TEST_CASE("an approval without reason or day is refused") {
  CHECK(refusal(R"({"approved": [{"fingerprint": "0123456789ab", "reason": "ok", "expires": "2026-12-31"}]})") ==
        "accepted");
  CHECK(refusal("[]").find("approved") != std::string::npos);
  CHECK(refusal(R"({"approved": [{"fingerprint": "x", "reason": "ok", "expires": "2026-12-31"}]})")
            .find("approved[0].fingerprint") == 0);
  CHECK(refusal(R"({"approved": [{"fingerprint": "0123456789ab", "reason": " ", "expires": "2026-12-31"}]})")
            .find("approved[0].reason") == 0);
  CHECK(refusal(R"({"approved": [{"fingerprint": "0123456789ab", "reason": "ok", "expires": "soon"}]})")
            .find("approved[0].expires") == 0);
}
