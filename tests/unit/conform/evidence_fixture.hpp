// What a run of a client may look like, for those who judge it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "evidence.hpp"

inline mockling::Instant at_ms(std::int64_t ms) { return {ms * 1'000'000}; }

inline mockling::conform::Exchange asked(std::uint64_t number, std::int64_t ms, std::vector<std::string> roles,
                                         int status = 200) {
  mockling::conform::Exchange one;
  one.number = number;
  one.at = at_ms(ms);
  one.method = roles.front() == "submit" ? "POST" : "GET";
  one.submits = roles.front() == "submit";
  one.path = "/" + roles.front() + "/" + std::to_string(number);
  one.roles = std::move(roles);
  one.status = status;
  one.credentials = {"header"};
  one.headers = {{"Authorization", "Bearer ***"}};
  if (one.submits) one.job = "j1";
  if (one.submits) one.body = R"({"prompt":"a fox","duration":5})";
  return one;
}

// A submit, three polls of which the second is struck by f1, a download; paid once, saved whole.
inline mockling::conform::Evidence good_run() {
  mockling::conform::Evidence seen;
  seen.wire = {asked(1, 0, {"submit"}), asked(2, 100, {"poll"}), asked(3, 200, {"poll"}, 503),
               asked(4, 400, {"poll", "result"}), asked(5, 500, {"file"})};
  seen.wire[2].fault = "f1";
  seen.wire[4].credentials.clear();
  seen.wire[4].headers.clear();
  seen.receipts = {{"f1", true}};
  seen.ledger = {{at_ms(0), "reserve", "2.1", "j1"}, {at_ms(390), "charge", "2.1", "j1"}};
  seen.said = {
      {{{"outcome", "ok"}, {"value", {{"task_id", "j1"}, {"cost", {{"amount", "2.10"}, {"currency", "USD"}}}}}},
       at_ms(600),
       "a fox"}};
  seen.moments = {{"result", at_ms(600)}, {"terminal", at_ms(400)}};
  seen.currency = "USD";
  seen.price = "2.1";
  seen.charged = "2.1";
  seen.key = "mk_canary";
  seen.links = "/clip?sig=1";
  seen.provider = "wavespeed";
  seen.file = seen.truth = "the clip";
  return seen;
}
