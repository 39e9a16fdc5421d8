// Owns: one world of the small provider, its few operations, and a clock that moves only when told.
// Never knows: real providers.
// Used by: unit tests of core.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/emulator.hpp>
#include <mockling/core/persist.hpp>

#include "../../support/small_provider.hpp"

namespace mockling::test {

inline Catalog small_catalog() {
  std::vector<DataFile> files;
  for (const auto& [name, document] : small_provider()) files.push_back({"schemas/small/" + name, dump(document)});
  auto catalog = load_catalog(files);
  if (!catalog) throw std::runtime_error(join(catalog.error(), "\n"));
  return std::move(catalog).value();
}

inline const Catalog& shared_catalog() {
  static const Catalog catalog = small_catalog();
  return catalog;
}

// Operations as plain as can be: submit answers the id, show the status word, list the ids.
inline Dialect small_dialect() {
  static constexpr auto answer = [](std::string body) { return text_response(200, std::move(body), "text/plain"); };
  return {
      "small",
      {{"submit", BodyKind::submit,
        [](Call& call) {
          if (const auto refusal = refused_by_scenario(call)) return refuse(call.spec(), *refusal);
          if (call.prepared.refusal) return refuse(call.spec(), *call.prepared.refusal);
          const Submission& submission = *call.prepared.submission;
          if (!submission.violations.empty())
            return refuse(call.spec(), {ErrorKind::invalid_input, say(call.spec().words, submission.violations[0])});
          auto job = submit_job(call, submission, query_value(call.request, "hook"));
          return job ? answer((*job)->id) : refuse(call.spec(), job.error());
        },
        nullptr},
       {"show", BodyKind::none,
        [](Call& call) {
          const Job* job = call.state.find_job("small", call.param("id"));
          if (job == nullptr) return refuse(call.spec(), {ErrorKind::unknown_job, {}});
          return answer(call.spec().status_word(phase_at(*job, call.now)));
        },
        nullptr},
       {"delete", BodyKind::none,
        [](Call& call) {
          Job* job = call.state.find_job("small", call.param("id"));
          if (job == nullptr) return refuse(call.spec(), {ErrorKind::unknown_job, {}});
          delete_job(call, *job);
          return answer("gone");
        },
        nullptr},
       {"list", BodyKind::json,
        [](Call& call) {
          std::string ids;
          for (const Job& job : call.state.jobs()) ids += job.id + "\n";
          return answer(std::move(ids));
        },
        nullptr},
       {"file", BodyKind::none, [](Call& call) { return answer(std::string(call.param("name"))); }, nullptr}},
      [](Call& call, const Job& job) {
        return answer(job.id + " " + call.spec().status_word(phase_at(job, call.now)) + " " + call.origin);
      },
      [](const Call&) {
        return WebhookKeys{"s_key", {}, {}};
      }};
}

struct SmallWorld {
  explicit SmallWorld(Json scenario = Json::object(), std::uint64_t seed = 7)
      : now(*parse_instant("2026-08-18T12:00:00Z")),
        state(world_of("key"), Settings{seed, parse_scenario(scenario).value(), {}}, WorldClock{now, now, 0}) {}

  const ProviderSpec& spec() const { return shared_catalog().providers[0].spec; }
  const Model& model() const { return shared_catalog().providers[0].models[0]; }
  Account& account() { return state.account(spec(), now); }
  Decimal available() { return state.settle(now), account().ledger.available(); }

  Response ask(const std::string& method, const std::string& path, const std::string& body = {}) {
    Request request;
    request.method = method;
    request.host = "host.test";
    request.path = path;
    request.headers.add("authorization", "key  key");
    request.body = {body, {}, body.size()};
    return emulator.handle(shared_catalog(), request, state, now).response;
  }
  std::string text(const std::string& method, const std::string& path, const std::string& body = {}) {
    return std::get<TextBody>(ask(method, path, body).body).text;
  }
  std::string submit(const std::string& prompt = "x", int seconds = 4) {
    const Response response = ask("POST", "/run/acme/clip", dump(Json{{"prompt", prompt}, {"seconds", seconds}}));
    if (response.status != 200) throw std::runtime_error(std::get<TextBody>(response.body).text);
    return std::get<TextBody>(response.body).text;
  }
  // The same, to be told of at `hook`; returns the job's number.
  std::uint64_t submit_with_hook(const std::string& hook = "https://hook.test/x", int seconds = 4) {
    Request request;
    request.method = "POST";
    request.host = "host.test";
    request.path = "/run/acme/clip";
    request.query = {{"hook", hook}};
    request.headers.add("authorization", "key  key");
    const std::string body = dump(Json{{"prompt", "x"}, {"seconds", seconds}});
    request.body = {body, {}, body.size()};
    const Response response = emulator.handle(shared_catalog(), request, state, now).response;
    return state.find_job(std::get<TextBody>(response.body).text)->number;
  }
  Phase phase(const std::string& id) { return phase_at(*state.find_job(id), now); }

  Instant now;
  State state;
  Emulator emulator{std::vector<Dialect>{small_dialect()}};
};

}  // namespace mockling::test
