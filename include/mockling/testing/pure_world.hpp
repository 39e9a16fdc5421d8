// Owns: one world of the emulator inside a test: no socket, no thread, a clock that moves only when told.
// Never knows: test frameworks.
// Used by: tests of programs that embed mockling.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/admin.hpp>
#include <mockling/core/emulator.hpp>
#include <mockling/core/journal_query.hpp>
#include <mockling/core/statement.hpp>
#include <mockling/providers/all.hpp>

namespace mockling::prove {

// Opened for a key at noon of 18 August 2026. `catalog` outlives it. Not thread-safe.
class PureWorld {
 public:
  explicit PureWorld(const Catalog& catalog, std::string key = "mk_test", std::uint64_t seed = 1)
      : catalog_(&catalog),
        key_(std::move(key)),
        emulator_(all_dialects()),
        state_(std::make_unique<State>(world_of(key_), Settings{seed, {}, {}}, WorldClock{kNoon, kNoon, 0})) {}

  const std::string& key() const { return key_; }
  Instant time() const { return state_->clock().now(kNoon); }

  // What the emulator answers. A request without an Authorization gets the world's key, as "Bearer".
  Outcome handle(Request request) const {
    if (request.headers.find("Authorization") == nullptr) request.headers.add("Authorization", "Bearer " + key_);
    if (request.host.empty()) request.host = "127.0.0.1";
    if (request.scheme.empty()) request.scheme = "http";
    request.body.size = request.body.bytes.size();
    return emulator_.handle(*catalog_, request, *state_, time());
  }
  Response post(std::string path, const Json& body) const {
    Request request;
    request.method = "POST";
    request.path = std::move(path);
    request.headers.add("Content-Type", "application/json");
    request.body.bytes = dump(body);
    return handle(std::move(request)).response;
  }
  Response get(std::string path) const {
    Request request;
    request.method = "GET";
    request.path = std::move(path);
    return handle(std::move(request)).response;
  }

  // {"scenario": {…}, "spending_limit", "advance": "5s" | "next", …}: what that brought about, or what is wrong with
  // it.
  Result<std::vector<Event>> change(const Json& json) const {
    auto patch = parse_patch(json, *catalog_, [](std::string_view) { return std::optional<Json>(); });
    if (!patch) return patch.error();
    return apply_patch(*state_, *catalog_, std::move(patch).value(), time(), kNoon);
  }
  Result<std::vector<Event>> advance(std::string_view step) const { return change({{"advance", step}}); }

  Json ledger() const { return statement(*state_, *catalog_, time()); }
  Json journal() const {
    JournalQuery all;
    all.limit = static_cast<std::int64_t>(Journal::kCapacity);
    return journal_view(state_->journal(), all);
  }

 private:
  static constexpr Instant kNoon{1'787'054'400'000'000'000};

  const Catalog* catalog_;
  std::string key_;
  Emulator emulator_;
  std::unique_ptr<State> state_;
};

inline std::ostream& operator<<(std::ostream& out, const PureWorld& world) { return out << "world " << world.key(); }

}  // namespace mockling::prove
