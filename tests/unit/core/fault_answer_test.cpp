// What faults make of answers, and of the jobs behind them.
#include "catch.hpp"

#include "small_world.hpp"

using namespace mockling;
using test::SmallWorld;

namespace {

const std::string kBody = R"({"prompt":"x"})";

struct Struck : SmallWorld {
  explicit Struck(const Json& faults) : SmallWorld(Json{{"faults", faults}}) {}

  Outcome handle(Request request) {
    request.host = "127.0.0.1:1";
    request.headers.add("authorization", "key  key");
    return emulator.handle(shared(), request, state, now);
  }
  static const Catalog& shared() { return test::shared_catalog(); }

  static Request posted(const std::string& body = kBody) {
    Request request;
    request.method = "POST";
    request.path = "/run/acme/clip";
    request.body = {body, {}, body.size()};
    return request;
  }
  Response submitted() { return handle(posted()).response; }
};

std::string text_in(const Response& response) { return std::get<TextBody>(response.body).text; }

Response submit_with(const Json& fault, std::size_t* jobs = nullptr) {
  Struck world(Json::array({fault}));
  const Response response = world.submitted();
  if (jobs != nullptr) *jobs = world.state.jobs().size();
  return response;
}

}  // namespace

TEST_CASE("accepting the job and losing the answer are told apart", "[fault]") {
  std::size_t jobs = 0;
  CHECK(submit_with("status@submit error=internal", &jobs).status == 500);
  CHECK(jobs == 0);
  CHECK(submit_with("500-but-accepted", &jobs).status == 500);
  CHECK(jobs == 1);
  submit_with("reset@submit phase=before_accept", &jobs);
  CHECK(jobs == 0);
  Struck world(Json::array({"lost-response:1"}));
  const Outcome outcome = world.handle(Struck::posted());
  REQUIRE(outcome.fault);
  CHECK(outcome.fault->rule->kind->name == "lost-response");
  CHECK(world.state.jobs().size() == 1);
  CHECK(world.available() < Decimal{100 * Decimal::kOne});
  CHECK_FALSE(world.handle(Struck::posted()).fault);
  const FaultReceipt& receipt = world.state.faults().receipts().back();
  CHECK(receipt.request == 1);
  CHECK(receipt.job == world.state.jobs().front().id);
  CHECK(receipt.accepted);
  CHECK_FALSE(receipt.delivered);
  CHECK(world.state.journal().entries().front().fault == "f1 lost-response");
  CHECK(world.state.journal().entries().back().fault.empty());
}

TEST_CASE("a status has the provider's body unless it brings its own", "[fault]") {
  CHECK(text_in(submit_with("status error=unavailable")) == R"({"error":"unavailable","why":"acme/clip"})");
  CHECK(text_in(submit_with("status code=405")) == R"({"error":"method_not_allowed","why":"acme/clip"})");
  const Response odd = submit_with("status code=418 body=teapot header=X-A:b");
  CHECK(odd.status == 418);
  CHECK(text_in(odd) == "teapot");
  CHECK(odd.headers.get("X-A") == "b");
  CHECK(text_in(submit_with({{"do", "status"}, {"code", 200}, {"body", {{"code", 400}}}})) == R"({"code":400})");
  const Response late = submit_with("rate-limit retry_after=1.5s");
  CHECK(late.headers.get("Retry-After") == "2");
  CHECK(submit_with("rate-limit retry_form=date").headers.get("Retry-After") == "Tue, 18 Aug 2026 12:00:02 GMT");
}

TEST_CASE("bodies are emptied, cut, broken, marked, edited", "[fault]") {
  const std::string list = R"({"most":3})";
  const auto asked = [&](const Json& fault) {
    Struck world(Json::array({fault}));
    Request request = Struck::posted(list);
    request.path = "/unwritten";
    request.method = "GET";
    return world.handle(std::move(request));
  };
  const std::string whole = R"({"error":"not_implemented","why":""})";
  CHECK(text_in(asked("empty").response).empty());
  CHECK(text_in(asked("malformed-json").response) == "{," + whole.substr(1));
  CHECK(text_in(asked("truncated-json").response) == whole.substr(0, whole.size() / 2));
  CHECK(text_in(asked("truncated-json keep=3").response) == whole.substr(0, 3));
  CHECK(text_in(asked("truncated-json keep=100%").response) == whole.substr(0, whole.size() - 1));
  CHECK(text_in(asked("bom").response) == "\xEF\xBB\xBF" + whole);
  CHECK(parse_json(text_in(asked("extra-fields").response)).value().contains("x_unheard_of"));
  CHECK(text_in(asked(R"(edit patch=[{"op":"remove","path":"/none"},{"op":"replace","path":"/why","value":1}])")
                    .response) == R"({"error":"not_implemented","why":1})");
  CHECK(asked("html").response.status == 502);
  CHECK(text_in(asked("html code=503").response).find("<h1>503</h1>") != std::string::npos);
  CHECK(asked("bad-gzip").response.headers.get("Content-Encoding") == "gzip");
  CHECK(asked("redirect").response.headers.get("Location") == "http://127.0.0.1:1/unwritten");
  CHECK(asked("redirect to=foreign code=307").response.headers.get("Location") == "http://localhost:1/unwritten");
  CHECK(asked("redirect to=https://other.test/x").response.headers.get("Location") == "https://other.test/x");
}

TEST_CASE("a fault without a meaning for an answer leaves it and says so", "[fault]") {
  Struck world(Json::array({"extra-fields"}));
  const Outcome outcome = world.handle(Struck::posted());  // the small provider answers with a plain id
  CHECK_FALSE(outcome.fault);
  CHECK(text_in(outcome.response) == world.state.jobs().front().id);
  CHECK_FALSE(world.state.faults().receipts().back().delivered);
}

TEST_CASE("a header asks for its own request, and goes on counting", "[fault]") {
  Struck world(Json::array());
  const auto with = [&](const std::string& fault) {
    Request request = Struck::posted();
    request.headers.add("mockling-fault", fault);
    return world.handle(std::move(request)).response;
  };
  CHECK(with("status@submit:1").status == 400);
  CHECK(with("status@submit:1").status == 200);
  CHECK(with(R"({"do":"status","code":405})").status == 405);
  CHECK(world.submitted().status == 200);
  for (const char* wrong : {"explode", "reset@nowhere", "{", "", R"({"do":1})"}) {
    const std::size_t jobs = world.state.jobs().size();
    const std::string refusal = text_in(with(wrong));
    INFO(refusal);
    CHECK(refusal.find("bad_marker") != std::string::npos);
    CHECK(refusal.find("Mockling-Fault: ") != std::string::npos);
    CHECK(world.state.jobs().size() == jobs);
  }
}

TEST_CASE("a prompt asks for its own submit, or for later requests about its job", "[fault]") {
  Struck world(Json::array());
  const auto prompted = [&](const std::string& prompt) {
    return world.handle(Struck::posted(dump(Json{{"prompt", prompt}}))).response;
  };
  CHECK(prompted("[[mockling: fault=status@submit:1 code=405]]").status == 405);
  CHECK(prompted("[[mockling: fault=status@submit:1 code=405]]").status == 200);
  const std::string id = text_in(prompted("[[mockling: fault=status@show:2 code=405]]"));
  const std::string other = text_in(prompted("calm"));
  const auto shown = [&](const std::string& job) {
    Request request;
    request.path = "/jobs/" + job;
    return world.handle(std::move(request)).response.status;
  };
  CHECK(shown(other) == 200);
  CHECK(shown(id) == 200);
  CHECK(shown(other) == 200);
  CHECK(shown(id) == 405);
  CHECK(shown(id) == 200);
  CHECK(text_in(prompted("[[mockling: fault=explode]]")).find("bad_marker") != std::string::npos);
}

TEST_CASE("faults and receipts outlive the process, and the same inputs have the same receipts", "[fault][persist]") {
  Struck world(Json::array({"status@submit:2 code=405"}));
  REQUIRE(world.state.faults().arm({parse_fault("empty@show:1").value()}, FaultSource::admin));
  CHECK(world.submitted().status == 200);
  WorldRecords records;
  for (const Json& record : snapshot(world.state)) records.take(record);
  const auto restored = restore(records);
  CHECK(faults_record(restored->faults()) == faults_record(world.state.faults()));
  Request request = Struck::posted();
  request.headers.add("authorization", "key  key");
  CHECK(world.emulator.handle(Struck::shared(), request, *restored, world.now).response.status == 405);
}

TEST_CASE("a rule names what some provider has, or is told so", "[fault]") {
  const auto told = [](const Json& written) {
    const auto checked = check_faults(parse_faults(written).value(), Struck::shared());
    return checked ? std::string() : checked.error().message;
  };
  CHECK(told(Json::array({"reset", "reset@submit", "reset@small/show"})).empty());
  CHECK(told("reset@nowhere").find("\"nowhere\"") != std::string::npos);
  CHECK(told("reset@other/submit").find("one of: small") != std::string::npos);
  CHECK(told("refuse").find("control plane") != std::string::npos);
}
