// Owns: the world that one permutation is played in: opened, furnished with faults, read at the end.
// Never knows: how the client is reached; what is expected.
// Used by: play.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "case.hpp"
#include "evidence.hpp"
#include "stage.hpp"

namespace mockling::conform {

// A folder and a world of their own. One thread at a time.
class Scene {
 public:
  // `name` is short and new in this suite. An Error: the case asks for what the emulator does not have.
  static Result<Scene> open(const Stage& stage, const Permutation& permutation, const std::string& name,
                            std::uint64_t seed);

  const std::string& key() const { return key_; }
  const std::string& work_dir() const { return work_dir_; }
  const std::string& log_file() const { return log_file_; }
  const Json& args() const { return args_; }

  // `document` with what the scene knows put in: @here, @foreign, @price, @key, and what steps have noted.
  Json fill(Json document) const { return filled(std::move(document), names_); }
  void note(const std::string& name, const std::string& value) { names_[name] = value; }

  // What the world's clock says.
  Instant now() const;
  // Moves that clock: "25h".
  void move(const std::string& by) const;
  // Whether the wire has come so far: "submitted", "first-poll", "first-file", "struck", "completed".
  bool reached(const std::string& moment) const;

  // The wire, the receipts and the bill as they are now; `said` and `events` are added by the caller.
  void gather(Evidence& evidence) const;
  // What the client left in its folder, and what the emulator serves for the job: under the link that its result names
  // when it is asked for once more, else under `url`.
  void gather_files(Evidence& evidence, const std::string& url) const;

 private:
  Scene(const Stage& stage, const Permutation& permutation, host::WorldHandle world)
      : stage_(&stage), spec_(&stage.catalog().provider(permutation.provider)->spec), world_(std::move(world)) {}
  Result<void> furnish(const Permutation& permutation);
  std::string link_in_result(const Evidence& evidence) const;

  const Stage* stage_;
  const ProviderSpec* spec_;
  host::WorldHandle world_;
  std::string key_, folder_, work_dir_, log_file_, currency_, price_;
  Json args_;
  std::map<std::string, std::string> names_;
};

}  // namespace mockling::conform
