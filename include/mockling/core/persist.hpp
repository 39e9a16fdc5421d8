// Owns: a world as JSON records, one for the world and one per job and file, and the way back.
// Never knows: files on disk.
// Used by: host/state_log, host/keeper, core/admin.
#pragma once

#include <string>
#include <vector>

#include <mockling/core/fault_view.hpp>
#include <mockling/core/kept.hpp>
#include <mockling/core/webhook_kept.hpp>

namespace mockling {

inline Json universe_json(const Universe& universe) {
  Json json = Json::object();
  for (const auto& [provider, choices] : universe)
    for (const auto& [name, reading] : choices) json[provider][name] = reading;
  return json;
}

// {PROVIDER: {SWITCH: READING}}, or what is wrong with it.
inline Result<Universe> parse_universe(const Json& json) {
  Universe universe;
  for (const auto& [provider, choices] : json.items()) {
    if (!choices.is_object()) return Error{"switches are {PROVIDER: {SWITCH: READING}}"};
    for (const auto& [name, reading] : choices.items()) {
      if (!reading.is_string())
        return Error{"the reading of switch " + std::string(utf8_prefix(name, 60)) + " is a text"};
      universe[provider][name] = reading.get<std::string>();
    }
  }
  return universe;
}

// The record of the world itself: settings, clock, accounts.
inline Json world_record(const State& state) {
  Json accounts = Json::array();
  for (const auto& [provider, account] : state.accounts())
    accounts.push_back(detail::account_json(state, provider, account));
  const WorldClock& clock = state.clock();
  return {{"kind", "world"},
          {"world", state.id()},
          {"name", state.settings().name},
          {"seed", state.settings().seed},
          {"next", state.next_number()},
          {"submits", state.submits()},
          {"clock", {{"real", clock.real_base.ns}, {"at", clock.world_base.ns}, {"rate", clock.rate_permille}}},
          {"scenario", state.settings().scenario.document},
          {"spending_limit", spending_limit_json(state.spending_limit())},
          {"universe", universe_json(state.settings().universe)},
          {"accounts", accounts},
          {"faults", faults_record(state.faults())}};
}

inline Json job_record(const State& state, const Job& job) {
  Json record{{"kind", "job"}, {"world", state.id()}, {"job", detail::job_json(job)}};
  if (const Delivery* delivery = state.deliveries().find(job.number))
    record["job"]["delivery"] = detail::delivery_json(*delivery);
  return record;
}
inline Json file_record(const State& state, const FileRecord& file) {
  return {{"kind", "file"}, {"world", state.id()}, {"file", detail::file_json(file)}};
}

// Says that a world of this id is no more; what was recorded of it before counts for nothing.
inline Json gone_record(const State& state) { return {{"kind", "gone"}, {"world", state.id()}}; }

// The record of something that changed; null when it is gone again.
inline Json change_record(State& state, const Change& change) {
  if (change.kind == Change::Kind::world) return world_record(state);
  if (change.kind == Change::Kind::file) {
    const FileRecord* file = state.find_file(change.key);
    return file != nullptr ? file_record(state, *file) : Json();
  }
  const Job* job = state.find_job(change.key);
  return job != nullptr ? job_record(state, *job) : Json();
}

// Everything a world is, as records; restoring them in order gives the world again.
inline std::vector<Json> snapshot(const State& state) {
  std::vector<Json> records{world_record(state)};
  for (const Job& job : state.jobs()) records.push_back(job_record(state, job));
  for (const auto& [id, file] : state.files()) records.push_back(file_record(state, file));
  return records;
}

// The records of one world, gathered from a log in which later records replace earlier ones.
struct WorldRecords {
  Json world;
  std::map<std::uint64_t, Json> jobs;
  std::map<std::string, Json> files;

  // Takes one record; false when it is of no known kind. Throws Json::exception when it is none.
  bool take(const Json& record) {
    const std::string kind = record.at("kind").get<std::string>();
    if (kind == "gone") *this = {};
    if (kind == "world") world = record;
    if (kind == "job") jobs[detail::count_value(record.at("job").at("number"))] = record.at("job");
    if (kind == "file") files[record.at("file").at("id").get<std::string>()] = record.at("file");
    return kind == "gone" || kind == "world" || kind == "job" || kind == "file";
  }
};

// The world that `records` describe. Jobs submitted before the accounts' last record are already in their sums only if
// pruned; all others are reserved again and settle by themselves. Throws Json::exception when a record is broken.
inline std::unique_ptr<State> restore(const WorldRecords& records) {
  const Json& world = records.world;
  auto scenario = parse_scenario(world.value("scenario", Json::object()));
  if (!scenario) detail::broken_record(scenario.error().message);
  auto universe = parse_universe(child(world, "universe"));
  if (!universe) detail::broken_record(universe.error().message);
  Settings settings{detail::count_value(world.at("seed")), std::move(scenario).value(), std::move(universe).value(),
                    text_of(world, "name")};
  const Json& clock = world.at("clock");
  const std::int64_t rate = int_of(clock, "rate", 1000);
  if (rate < 0 || rate > 3'600'000'000) detail::broken_record("the clock's rate is wrong");
  auto state = std::make_unique<State>(world.at("world").get<std::string>(), std::move(settings),
                                       WorldClock{{int_of(clock, "real")}, {int_of(clock, "at")}, rate});
  auto limit = parse_spending_limit(world.value("spending_limit", Json()));
  if (!limit) detail::broken_record(limit.error().message);
  state->set_spending_limit(std::move(limit).value());
  for (const Json& account : world.value("accounts", Json::array()))
    state->put_account(text_of(account, "provider"), detail::account_value(account, {int_of(clock, "at")}));
  Decimal held;
  for (const auto& [number, json] : records.jobs) {
    Job job = detail::job_value(json);
    held.nano += job.price.amount.nano;
    if (Decimal{2'000'000'000 * Decimal::kOne} < held) detail::broken_record("the jobs cost too much");
    state->restore_job(std::move(job));
    if (const Json* kept = member(json, "delivery")) state->deliveries().put(number, detail::delivery_value(*kept));
  }
  for (const auto& [id, json] : records.files) state->add_file(detail::file_value(json));
  state->skip_numbers(detail::count_value(world.at("next")));
  state->skip_submits(detail::count_value(world.value("submits", Json(0))));
  if (auto faults = restore_faults(child(world, "faults"), state->faults()); !faults)
    detail::broken_record(faults.error().message);
  state->faults().take_changed();
  state->take_changes();
  return state;
}

}  // namespace mockling
