// Owns: the emulator under the suite, its worlds, and the surroundings in which a client is started.
// Never knows: what is played on it.
// Used by: play, suite, main.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <mockling/host/world.hpp>

#include "bad_doors.hpp"
#include "clients.hpp"
#include "environment.hpp"
#include "run_folder.hpp"
#include "started.hpp"

namespace mockling::conform {

struct StageOptions {
  std::uint64_t seed = 1;
  std::string spec_dir;               // empty: the data compiled in
  std::vector<std::string> faults;    // armed in every world, in the compact notation
  std::vector<std::string> switches;  // [PROVIDER:]NAME=READING of every world that chooses none
};

// Thread-safe once started.
class Stage {
 public:
  static Result<std::unique_ptr<Stage>> start(const StageOptions& options);

  const Clients& clients() const { return clients_; }
  const Catalog& catalog() const { return server_->catalog(); }
  // Every reading of what the providers' pages leave open.
  host::Universes& universes() const { return *universes_; }
  host::WorldHandle world(const std::string& key) const { return server_->world(key); }
  // What has been done on it so far (see run_record.hpp).
  Json record() const { return server_->record(); }
  const std::string& folder() const { return folder_.path(); }

  // "http://127.0.0.1:PORT", and the same emulator by a name that no provider has.
  std::string here() const;
  std::string foreign() const;
  static constexpr std::string_view kForeignHost = "localhost";

  // The emulator behind certificates that are not in order, by what is wrong with them.
  const std::map<std::string, std::string>& bad_origins() const { return bad_doors_.origins(); }

  // NAME=value of a program whose requests land here; of which those with a key hold `key`, when there is one.
  std::vector<std::string> surroundings(const std::string& key = {}) const;

  // `env` of a run: where everything is.
  Json env(const std::string& provider, const std::string& key, const std::string& work_dir,
           const std::string& log_file) const;

  // The bytes behind a link that was handed out, whatever name it goes by; nothing when there are none.
  std::optional<std::string> fetch(const std::string& url, const std::string& authorization = {}) const;

 private:
  explicit Stage(Clients clients) : clients_(std::move(clients)) {}

  Clients clients_;
  cli::RunFolder folder_;
  std::unique_ptr<host::Universes> universes_;
  std::unique_ptr<cli::Started> server_;
  BadDoors bad_doors_;
  cli::Surroundings around_;
};

}  // namespace mockling::conform
