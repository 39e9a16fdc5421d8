// The same kind of test with GoogleTest, with a clock that moves only when the test says so.
#include <gtest/gtest.h>
#include <httplib.h>

#include <mockling/embedded_data.hpp>
#include <mockling/host.hpp>
#include <mockling/testing/gtest.hpp>

using namespace mockling;
using prove::holds;

namespace {

class Clips : public ::testing::Test {
 protected:
  // Servers may share what was read; starting one more then takes a few milliseconds.
  static std::shared_ptr<host::Universes> data() {
    static const auto shared = std::make_shared<host::Universes>(embedded_data());
    return shared;
  }

  static host::ServerOptions options() {
    host::ServerOptions options;
    options.clock_permille = 0;  // manual
    options.media = host::MediaMode::off;
    return options;
  }

  void SetUp() override { client = std::make_unique<httplib::Client>("127.0.0.1", server.start().value()); }

  Json post(const std::string& path, const std::string& body) {
    client->set_bearer_token_auth("mk_gtest");
    return Json::parse(client->Post(path, body, "application/json")->body);
  }
  Json get(const std::string& path) { return Json::parse(client->Get(path)->body); }

  host::Server server{options(), data()};
  host::WorldHandle world = server.world("mk_gtest");
  std::unique_ptr<httplib::Client> client;
};

}  // namespace

TEST_F(Clips, AreSeenFromQueuedToForgottenInVirtualTime) {
  const Json job = post("/v1/videos/generations", R"({"model":"kling-o3-text-to-video","prompt":"a fox"})");
  const std::string task = "/v1/tasks/" + job.at("id").get<std::string>();
  EXPECT_EQ(get(task).at("status"), "pending");
  ASSERT_TRUE(world.advance("1h"));
  EXPECT_EQ(get(task).at("status"), "completed");
  const auto happened = world.advance("30d");
  ASSERT_TRUE(happened);
  EXPECT_EQ(happened->front().at("what"), "link expired");
  EXPECT_EQ(happened->back().at("what"), "forgotten");
  EXPECT_TRUE(holds(prove::submitted(world, 1)));
}

TEST_F(Clips, ThatNobodyFetchesAreWaste) {
  post("/v1/videos/generations", R"({"model":"kling-o3-text-to-video","prompt":"a fox"})");
  ASSERT_TRUE(world.advance("1h"));
  const prove::Verdict verdict = prove::wasted_nothing(world);
  EXPECT_FALSE(verdict);
  EXPECT_NE(verdict.told.find("credits was"), std::string::npos) << verdict.told;
  ASSERT_TRUE(world.reset());
  EXPECT_TRUE(holds(prove::wasted_nothing(world)));
  EXPECT_TRUE(holds(prove::submitted(world, 0)));
}
