// Owns: a client under test in a process of its own, talked to over its standard streams.
// Never knows: cases, worlds, what an answer is worth.
// Used by: suite, main.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include <mockling/base/result.hpp>

#include "child.hpp"
#include "peer.hpp"

namespace mockling::conform {

// Whatever the adapter writes is taken in bounded amounts: a flood ends it, silence costs only time.
class Adapter final : public Peer {
 public:
  // Starts it and greets it; an Error when no hello comes within ten seconds.
  static Result<std::unique_ptr<Adapter>> start(const std::string& command,
                                                const std::vector<std::string>& environment);
  ~Adapter() override;

  const Json& hello() const override { return hello_; }
  bool send(const Json& message) override;
  bool alive() const override { return alive_; }
  void kill() override;
  std::string errors() const override;  // the last eight MiB

 private:
  explicit Adapter(Child child) : child_(std::move(child)) {}
  bool greeted();
  void read_output();
  void read_errors();
  void take_line(std::string_view line);
  // Waits for more on one of its streams; false: the adapter is gone, and nothing more is due.
  bool more(int stream) const;

  Child child_;
  Json hello_ = nullptr;
  std::atomic<bool> alive_{true};
  std::atomic<bool> gone_{false};  // its process has ended; whoever still holds its streams is nobody
  std::string errors_;
  std::mutex writing_;
  std::thread output_reader_, errors_reader_;
};

}  // namespace mockling::conform
