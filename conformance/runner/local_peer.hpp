// Owns: a client under test that lives in this process: a class of the user's.
// Never knows: cases, Catch2.
// Used by: library_door.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include <mockling/base/result.hpp>

#include "peer.hpp"

namespace mockling::conform {

// What a user's class does to be tested: the driver protocol as two calls.
class LocalClient {
 public:
  using Emit = std::function<void(const std::string& event, Json more)>;

  virtual ~LocalClient() = default;

  // As an adapter's hello: {"client": {"name", "version", "language"}, "providers", "ops", "capabilities"}.
  virtual Json hello() const = 0;

  // Carries out one run (see the driver protocol) and returns its result: {"outcome", "value"} or {"outcome", "error"}.
  // Several at once, on threads of their own. `emit` tells what happens meanwhile: emit("submitted", {{"task_id",
  // id}}). What it throws counts as an error of category "other".
  virtual Json run(const Json& message, const Emit& emit) = 0;

  // The user does not want run `seq` any more ("abort"), or a listener is to end ("stop").
  virtual void control(std::int64_t seq, const std::string& what) { (void)seq, (void)what; }
};

// It cannot be ended from outside: what hangs, hangs.
class LocalPeer final : public Peer {
 public:
  // An Error: its hello breaks the protocol.
  static Result<std::shared_ptr<Peer>> make(std::shared_ptr<LocalClient> client);
  ~LocalPeer() override;

  const Json& hello() const override { return hello_; }
  bool send(const Json& message) override;
  bool alive() const override { return true; }
  void kill() override {}

 private:
  LocalPeer(std::shared_ptr<LocalClient> client, Json hello) : client_(std::move(client)), hello_(std::move(hello)) {}
  void carry_out(const Json& message);
  void tell(Json message);

  std::shared_ptr<LocalClient> client_;
  const Json hello_;
  std::mutex threads_mutex_;
  std::vector<std::thread> threads_;
};

}  // namespace mockling::conform
