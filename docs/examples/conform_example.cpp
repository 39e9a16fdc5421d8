// The conformance suite inside your own Catch2 tests, against a class of yours: here the reference client.
// Catch2 brings the command line: ./tests "[submit]", ./tests 'poll/stops\[wavespeed\]', ./tests -r junit …
#define CATCH_CONFIG_EXTERNAL_INTERFACES
#include <catch2/catch.hpp>

#include <library_door.hpp>
#include <refclient/client.hpp>
#include <refclient/curl_transport.hpp>

namespace {

using mockling::Json;

// What the suite says, in the client's own words.
class MyClient final : public mockling::conform::LocalClient {
 public:
  Json hello() const override {
    return {{"client", {{"name", "my-client"}, {"version", "1.0"}, {"language", "C++"}}},
            {"providers", {"wavespeed", "evolink"}},
            {"ops", Json::array({"generate"})},
            {"capabilities", {"typed", "tuning"}}};
  }

  Json run(const Json& message, const Emit& emit) override {
    const Json& env = message.at("env");
    const Json& tuning = message.at("tuning");
    const Json& args = message.at("args");
    refclient::CurlTransport transport;
    refclient::Config config;
    config.dialect = refclient::dialect_of(message.at("provider"));
    config.api_key = env.at("api_key").is_string() ? env.at("api_key").get<std::string>() : "";
    config.base_url = env.at("base_url");
    config.poll_interval = refclient::Millis(tuning.at("poll_interval_ms"));
    config.request_timeout = refclient::Millis(tuning.at("request_timeout_ms"));
    config.overall_timeout = refclient::Millis(tuning.at("overall_timeout_ms"));
    try {
      const auto request =
          refclient::request_from_json(args.at("model"), refclient::Json::parse(args.at("request").dump()));
      refclient::SubmitOptions options;
      options.webhook_url = args.value("webhook_url", "");
      options.on_submitted = [&](const refclient::Task& task) { emit("submitted", {{"task_id", task.id}}); };
      const auto video = refclient::Client(config, transport)
                             .generate(request, options, {env.at("work_dir").get<std::string>(), args.at("save_as")});
      return {{"outcome", "ok"},
              {"value",
               {{"task_id", video.task.id},
                {"status", video.status},
                {"outputs",
                 Json::array({Json{{"url", video.outputs.at(0).url}, {"path", video.files.at(0).path.string()}}})}}}};
    } catch (const refclient::VideoError& failure) {
      const refclient::Error& error = failure.error();
      return {{"outcome", "error"},
              {"error",
               {{"category", refclient::name_of(error.category)},
                {"message", error.message},
                {"http_status", error.http_status == 0 ? Json() : Json(error.http_status)},
                {"task_id", error.task_id.empty() ? Json() : Json(error.task_id)}}}};
    }
  }
};

const mockling::conform::Suited suited([] { return std::make_shared<MyClient>(); });

}  // namespace
