// Owns: a world as JSON records, one for the world and one per job and file, and the way back.
// Never knows: files on disk.
// Used by: host/state_log, core/admin (export).
#pragma once

#include <string>
#include <vector>

#include <mockling/core/state.hpp>

namespace mockling {

namespace detail {

inline Json instant_json(const std::optional<Instant>& at) { return at ? Json(at->ns) : Json(); }

inline std::optional<Instant> instant_value(const Json& value) {
  return value.is_number_integer() ? std::optional(Instant{value.get<std::int64_t>()}) : std::nullopt;
}

inline Json plan_json(const Plan& plan) {
  return {{"submitted", plan.submitted.ns},
          {"earliest", plan.earliest.ns},
          {"starts", plan.starts.ns},
          {"ends", plan.ends.ns},
          {"running", plan.running.count()},
          {"last", kPhases[static_cast<std::size_t>(plan.last)]},
          {"ending", plan.ending}};
}

inline Plan plan_value(const Json& json) {
  std::vector<std::string> problems;
  const Instant starts{int_of(json, "starts")};
  const Instant ends{int_of(json, "ends")};
  return {{int_of(json, "submitted")},
          {int_of(json, "earliest")},
          starts,
          ends,
          Nanos(int_of(json, "running", (ends - starts).count())),
          phase_value(text_of(json, "last"), "plan", problems),
          text_of(json, "ending")};
}

inline Json shape_json(const ClipShape& shape) {
  return {{"width", shape.size.width},
          {"height", shape.size.height},
          {"rate", Json::array({shape.rate_numerator, shape.rate_denominator})},
          {"ms", shape.length.count()},
          {"sound", shape.sound}};
}

inline ClipShape shape_value(const Json& json) {
  const Json rate = json.value("rate", Json::array({24, 1}));
  return {{static_cast<int>(int_of(json, "width")), static_cast<int>(int_of(json, "height"))},
          rate.at(0).get<int>(),
          rate.at(1).get<int>(),
          Millis(int_of(json, "ms")),
          flag_of(json, "sound")};
}

inline Json job_json(const Job& job) {
  return {{"number", job.number},
          {"id", job.id},
          {"provider", job.provider},
          {"model", job.model},
          {"input", job.input},
          {"price", to_text(job.price.amount)},
          {"currency", job.price.currency.code},
          {"plan", plan_json(job.plan)},
          {"shape", shape_json(job.shape)},
          {"webhook", job.webhook},
          {"expires", job.expires.ns},
          {"cancelled", instant_json(job.cancelled)},
          {"deleted", instant_json(job.deleted)}};
}

inline Job job_value(const Json& json) {
  Job job;
  job.number = static_cast<std::uint64_t>(int_of(json, "number"));
  job.id = text_of(json, "id");
  job.provider = text_of(json, "provider");
  job.model = text_of(json, "model");
  job.input = text_of(json, "input");
  job.price = {parse_decimal(text_of(json, "price")).value_or(Decimal{}), {text_of(json, "currency")}};
  job.plan = plan_value(json.at("plan"));
  job.shape = shape_value(json.at("shape"));
  job.webhook = text_of(json, "webhook");
  job.expires = {int_of(json, "expires")};
  job.cancelled = instant_value(json.value("cancelled", Json()));
  job.deleted = instant_value(json.value("deleted", Json()));
  return job;
}

inline Json file_json(const FileRecord& file) {
  return {{"id", file.id},
          {"name", file.name},
          {"content_type", file.content_type},
          {"size", file.size},
          {"created", file.created.ns},
          {"ticket_ends", file.ticket_ends.ns},
          {"expires", file.expires.ns},
          {"stored", file.stored},
          {"width", file.facts.width},
          {"height", file.facts.height},
          {"ms", file.facts.length.count()},
          {"sound", file.facts.sound}};
}

inline FileRecord file_value(const Json& json) {
  FileRecord file;
  file.id = text_of(json, "id");
  file.name = text_of(json, "name");
  file.content_type = text_of(json, "content_type");
  file.size = static_cast<std::uint64_t>(int_of(json, "size"));
  file.created = {int_of(json, "created")};
  file.ticket_ends = {int_of(json, "ticket_ends")};
  file.expires = {int_of(json, "expires")};
  file.stored = flag_of(json, "stored");
  file.facts = {static_cast<int>(int_of(json, "width")), static_cast<int>(int_of(json, "height")),
                Millis(int_of(json, "ms")), flag_of(json, "sound")};
  return file;
}

// What the account was given and had spent before its oldest remembered job, so that replaying the jobs gives its
// balance again.
inline Json account_json(const State& state, const std::string& provider, const Account& account) {
  Decimal open{};
  Decimal charged{};
  for (const Job& job : state.jobs()) {
    if (job.provider != provider) continue;
    const bool reserved = account.open.count({end_of(job), job.number}) > 0;
    if (reserved)
      open = add_checked(open, job.price.amount);
    else if (delivers(job))
      charged = add_checked(charged, job.price.amount);
  }
  const Decimal before = add_checked(account.ledger.holds(Purse::spent), {-charged.nano});
  const Decimal funded = add_checked(add_checked(add_checked(account.ledger.available(), open), charged), before);
  return {{"provider", provider},
          {"level", account.level},
          {"standing", kStandings[static_cast<std::size_t>(account.standing)]},
          {"funded", to_text(funded)},
          {"spent_before", to_text(before)}};
}

inline Account account_value(const Json& json, Instant now) {
  Account account;
  account.level = text_of(json, "level");
  for (std::size_t i = 0; i < kStandings.size(); ++i)
    if (kStandings[i] == text_of(json, "standing")) account.standing = static_cast<Standing>(i);
  const Decimal before = parse_decimal(text_of(json, "spent_before")).value_or(Decimal{});
  account.ledger.post(Move::fund, parse_decimal(text_of(json, "funded")).value_or(Decimal{}), 0, now);
  if (before != Decimal{}) {
    account.ledger.post(Move::reserve, before, 0, now);
    account.ledger.post(Move::charge, before, 0, now);
  }
  return account;
}

}  // namespace detail

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
          {"seed", state.settings().seed},
          {"next", state.next_number()},
          {"clock", {{"real", clock.real_base.ns}, {"at", clock.world_base.ns}, {"rate", clock.rate_permille}}},
          {"scenario", state.settings().scenario.document},
          {"universe", universe_json(state.settings().universe)},
          {"accounts", accounts}};
}

inline Json job_record(const State& state, const Job& job) {
  return {{"kind", "job"}, {"world", state.id()}, {"job", detail::job_json(job)}};
}
inline Json file_record(const State& state, const FileRecord& file) {
  return {{"kind", "file"}, {"world", state.id()}, {"file", detail::file_json(file)}};
}

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

  // Takes one record; throws Json::exception when it is none.
  void take(const Json& record) {
    const std::string kind = record.at("kind").get<std::string>();
    if (kind == "world") world = record;
    if (kind == "job") jobs[record.at("job").at("number").get<std::uint64_t>()] = record.at("job");
    if (kind == "file") files[record.at("file").at("id").get<std::string>()] = record.at("file");
  }
};

// The world that `records` describe. Jobs submitted before the accounts' last record are already in their sums only if
// pruned; all others are reserved again and settle by themselves. Throws Json::exception when a record is broken.
inline std::unique_ptr<State> restore(const WorldRecords& records) {
  const Json& world = records.world;
  auto scenario = parse_scenario(world.value("scenario", Json::object()));
  Settings settings{world.at("seed").get<std::uint64_t>(), scenario ? std::move(scenario).value() : Scenario{},
                    parse_universe(child(world, "universe")).value()};
  const Json& clock = world.at("clock");
  auto state =
      std::make_unique<State>(world.at("world").get<std::string>(), std::move(settings),
                              WorldClock{{int_of(clock, "real")}, {int_of(clock, "at")}, int_of(clock, "rate", 1000)});
  for (const Json& account : world.value("accounts", Json::array()))
    state->put_account(text_of(account, "provider"), detail::account_value(account, {int_of(clock, "at")}));
  for (const auto& [number, json] : records.jobs) state->restore_job(detail::job_value(json));
  for (const auto& [id, json] : records.files) state->add_file(detail::file_value(json));
  state->skip_numbers(world.value("next", std::uint64_t{1}));
  state->take_changes();
  return state;
}

}  // namespace mockling
