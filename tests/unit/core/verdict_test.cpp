// The monitors on made-up traffic: each is shown what it is for, and the closest thing that is in order.
#include <mockling/core/verdict.hpp>

#include "catch.hpp"

namespace mockling {

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

// Jobs and lines, written down as they happen.
struct Scene {
  MonitorTable table;
  std::deque<Job> jobs;
  std::vector<WireLine> lines;
  std::int64_t clock_permille = 1000;

  Scene() {
    table.submits = {"submit"}, table.polls = {"result"}, table.files = {"output"}, table.url_keys = {"stream"};
  }

  WireLine& line(std::int64_t millis, const char* method, const std::string& path, const char* operation, int status) {
    WireLine line;
    line.number = lines.size() + 1;
    line.at = {millis * 1'000'000};
    line.method = method;
    line.path = path;
    line.operation = operation;
    line.status = status;
    lines.push_back(line);
    return lines.back();
  }

  // A submit that is accepted and done after two seconds.
  WireLine& submit(std::int64_t millis, const std::string& id, const char* digest = "d") {
    Job job;
    job.id = id;
    job.price = {Decimal{2'100'000'000}, {}};
    job.plan.submitted = job.plan.starts = {millis * 1'000'000};
    job.plan.ends = job.plan.starts + Nanos(2 * kSecond);
    jobs.push_back(job);
    WireLine& submitted = line(millis, "POST", "/submit", "submit", 200);
    submitted.job = id;
    submitted.digest = digest;
    return submitted;
  }

  WireLine& poll(std::int64_t millis, const std::string& id, int status = 200) {
    WireLine& polled = line(millis, "GET", "/result/" + id, "result", status);
    polled.job = id;
    return polled;
  }

  void fetch(std::int64_t millis, const std::string& id) {
    for (Job& job : jobs)
      if (job.id == id) job.fetched = Instant{millis * 1'000'000};
    line(millis, "GET", "/output/" + id, "output", 200);
  }

  // Ids of the monitors that speak up at the end of a minute.
  std::vector<std::string> names() const {
    std::vector<std::string> ids;
    for (const Finding& finding : findings()) ids.push_back(finding.monitor);
    return ids;
  }

  std::vector<Finding> findings() const {
    Observed seen{table, lines, {}, {60 * kSecond}, clock_permille};
    for (const Job& job : jobs) seen.jobs.push_back(&job);
    return judge(seen);
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a client in order is not spoken of") {
  Scene scene;
  scene.submit(0, "a");
  for (const int at : {100, 600, 1100, 1600, 2100}) scene.poll(at, "a");
  scene.fetch(2200, "a");
  CHECK(scene.names().empty());
}

TEST_CASE("a submit that is repeated after its answer was lost is paid twice") {
  Scene scene;
  scene.submit(0, "a").whole = false;
  scene.submit(1000, "b");
  for (const char* id : {"a", "b"}) scene.poll(4000, id), scene.fetch(4100, id);
  CHECK(scene.names() == Names{"dup-submit"});
  CHECK(scene.findings()[0].lines == std::vector<std::uint64_t>{1, 2});
  CHECK(scene.findings()[0].cost);
}

TEST_CASE("a submit that is repeated while nobody knows of the first job is paid twice") {
  Scene scene;
  scene.submit(0, "a");
  scene.submit(1000, "b");
  scene.poll(4000, "b"), scene.fetch(4100, "b");
  CHECK(scene.names() == Names{"dup-submit", "waste"});
}

TEST_CASE("two clips of one prompt are two clips when both are wanted") {
  Scene scene;
  scene.submit(0, "a");
  scene.submit(10, "b");
  scene.submit(20, "c", "another prompt");
  for (const char* id : {"a", "b", "c"}) scene.poll(4000, id), scene.fetch(4100, id);
  CHECK(scene.names().empty());
}

TEST_CASE("a clip that nobody takes is wasted, and left behind by those who know of it") {
  Scene scene;
  scene.submit(0, "a");
  CHECK(scene.names() == Names{"waste"});
  scene.poll(3000, "a");
  CHECK(scene.names() == Names{"waste", "unconsumed-output"});
  scene.line(3100, "GET", "/output/a", "output", 200).job = "a";  // and did not get it whole
  CHECK(scene.names() == Names{"waste"});
  scene.jobs[0].plan.last = Phase::failed;
  CHECK(scene.names().empty());
}

TEST_CASE("polls are too many when three come within a tenth of a second each") {
  Scene scene;
  scene.submit(0, "a");
  for (const int at : {100, 110, 120, 130}) scene.poll(at, "a");
  scene.fetch(3000, "a");
  CHECK(scene.names() == Names{"poll-floor"});
  // On a clock twenty times as fast the client waited less than the world did.
  scene.clock_permille = 100;
  CHECK(scene.names().empty());
  scene.clock_permille = 0;
  CHECK(scene.names().empty());
}

TEST_CASE("an ended job is asked for once more at most") {
  Scene scene;
  scene.submit(0, "a");
  scene.poll(3000, "a");
  scene.poll(4000, "a");
  scene.fetch(4500, "a");
  CHECK(scene.names().empty());
  scene.poll(5000, "a");
  CHECK(scene.names() == Names{"poll-after-terminal"});
  CHECK(scene.findings()[0].lines == std::vector<std::uint64_t>{2, 3, 5});
}

TEST_CASE("Retry-After is to be heeded") {
  Scene scene;
  scene.line(0, "POST", "/submit", "submit", 429).retry_after = Nanos(2 * kSecond);
  scene.line(1970, "POST", "/submit", "submit", 429);
  CHECK(scene.names().empty());
  scene.line(3000, "POST", "/submit", "submit", 429).retry_after = Nanos(2 * kSecond);
  scene.line(3500, "POST", "/submit", "submit", 429);
  CHECK(scene.names() == Names{"retry-after"});
  CHECK(scene.findings()[0].says.find("2000 ms; request 4 came after 500 ms") != std::string::npos);
}

TEST_CASE("what was refused for what it is must not be asked again as it is") {
  Scene scene;
  for (const int status : {400, 500, 429, 404, 400}) scene.line(status, "POST", "/submit", "submit", status);
  CHECK(scene.names().empty());
  scene.line(9000, "POST", "/submit", "submit", 400);
  CHECK(scene.names() == Names{"retry-4xx"});
  scene.lines.back().query = "another";
  CHECK(scene.names().empty());
  scene.lines.back().query.clear(), scene.lines.back().digest = "another body";
  CHECK(scene.names().empty());
}

TEST_CASE("a broken download is to be taken up again") {
  Scene scene;
  scene.line(0, "GET", "/output/a", "output", 200).whole = false;
  CHECK(scene.names() == Names{"short-download"});
  scene.line(1000, "GET", "/output/a", "output", 206);
  CHECK(scene.names().empty());
}

TEST_CASE("keys belong into the header of requests to the API") {
  Scene scene;
  scene.line(0, "GET", "/submit", "submit", 200).key = "header";
  CHECK(scene.names().empty());
  scene.line(0, "GET", "/output/a", "output", 200).key = "header";
  scene.line(0, "GET", "/submit", "submit", 200).key = "query";
  scene.line(0, "GET", "/stream", "stream", 200).key = "query";
  CHECK(scene.names() == Names{"key-at-file-host", "key-in-url"});
}

}  // namespace mockling
