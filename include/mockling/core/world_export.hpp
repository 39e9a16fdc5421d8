// Owns: a world as one JSON document that another server, or another key, can take over.
// Never knows: the bytes of uploads, credentials (a world has none).
// Used by: host/control.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <mockling/core/admin.hpp>

namespace mockling {

inline constexpr std::int64_t kExportVersion = 1;

// {"mockling_world": 1, "now", "records": […]}: the world at `now`, without its id, its name and its place on the
// machine's clock. Of uploads it has what is known of them, not their bytes.
inline Json export_world(State& state, Instant now) {
  state.settle(now);
  Json records = Json::array();
  for (Json& record : snapshot(state)) {
    record.erase("world");
    record.erase("name");
    if (const auto clock = record.find("clock"); clock != record.end()) {
      (*clock)["real"] = now.ns;
      (*clock)["at"] = now.ns;
    }
    records.push_back(std::move(record));
  }
  return {{"mockling_world", kExportVersion}, {"now", rfc3339(now, 9, true)}, {"records", records}};
}

// Whom a world that is taken over is known as.
struct Newcomer {
  std::string id;
  std::string name{};
};

namespace detail {

// Takes one record of an export, checked on its own so that what is wrong can be told from where it stands.
inline void take_exported(WorldRecords& gathered, Json record, const Newcomer& as) {
  if (!record.is_object()) broken_record("it is not an object");
  const std::string kind = text_of(record, "kind");
  record["world"] = as.id;
  if (kind == "world") record["name"] = as.name;
  if (kind == "gone" || !gathered.take(record)) broken_record("its kind is none of an export's");
  if (kind == "job" && text_of(job_json(job_value(record.at("job"))), "id").empty()) broken_record("its job has no id");
}

inline std::string without_prefix(const std::string& said) { return said.substr(said.find("] ") + 2); }

inline Result<WorldRecords> exported_records(const Json& json, const Newcomer& as) {
  WorldRecords gathered;
  std::size_t number = 0;
  for (const Json& record : child(json, "records")) {
    try {
      take_exported(gathered, record, as);
    } catch (const Json::exception& wrong) {
      return Error{"records[" + std::to_string(number) + "] cannot be taken: " + without_prefix(wrong.what())};
    }
    ++number;
  }
  if (gathered.world.is_null()) return Error{"records has none of the kind \"world\""};
  return gathered;
}

}  // namespace detail

// Whether a document is an export of a version that is understood here.
inline Result<void> check_export(const Json& json) {
  const Json* version = member(json, "mockling_world");
  if (version == nullptr) return Error{"an exported world has \"mockling_world\": 1"};
  if (*version != kExportVersion)
    return Error{"\"mockling_world\" is " + std::string(utf8_prefix(dump(*version), 40)) + "; this mockling takes 1"};
  if (const Json* records = member(json, "records"); records == nullptr || !records->is_array())
    return Error{"\"records\" is a list of objects, each with a \"kind\""};
  return {};
}

// The world of an export, to go on at the machine's time `real` under another id and name. An Error names the record.
inline Result<std::unique_ptr<State>> import_world(const Json& json, const Newcomer& as, Instant real) {
  if (auto sound = check_export(json); !sound) return sound.error();
  auto gathered = detail::exported_records(json, as);
  if (!gathered) return gathered.error();
  try {
    std::unique_ptr<State> state = restore(*gathered);
    state->clock().real_base = real;
    return state;
  } catch (const Json::exception& wrong) {
    return Error{"records cannot be taken: " + detail::without_prefix(wrong.what())};
  }
}

// Checks a state taken over against the data: its scenario, and that its accounts and jobs are those of providers there
// are. Uploads whose bytes are elsewhere are none.
inline Result<void> fit_import(State& state, const Catalog& catalog) {
  if (auto fit = detail::fits(state.settings().scenario, catalog); !fit) return fit;
  for (const Job& job : state.jobs())
    if (catalog.provider(job.provider) == nullptr)
      return Error{"a job's provider \"" + std::string(utf8_prefix(job.provider, 60)) +
                   "\" is not one of this server's"};
  for (const auto& [provider, account] : state.accounts())
    if (catalog.provider(provider) == nullptr)
      return Error{"an account's provider \"" + std::string(utf8_prefix(provider, 60)) +
                   "\" is not one of this server's"};
  for (const auto& [id, file] : state.files())
    if (file.stored) state.note_file(id, false, file.facts);
  return {};
}

}  // namespace mockling
