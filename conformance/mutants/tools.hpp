// Owns: the ways in which a mutant takes hold of the client: its exchanges, its operations, its dialect.
// Never knows: what is broken.
// Used by: the mutants.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "refclient/driver.hpp"
#include "refclient/text.hpp"

namespace refclient::driver {

using Mutants = std::map<std::string, Mutation>;

/// What a mutant remembers, for a session. Guarded by its own lock.
template <typename Value>
class Shared {
 public:
  template <typename Work>
  auto with(Work work) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return work(value_);
  }

 private:
  std::mutex mutex_;
  Value value_{};
};

/// Carries out an exchange, in its own way, with the transport that does it properly.
using Meddling = std::function<Reply(Request request, Transport& inner)>;
void meddle(Parts& parts, Meddling meddling);

/// Runs an operation in its own way.
using Wrapping = std::function<Json(Run& run, const std::function<Json(Run&)>& inner)>;
void wrap(Parts& parts, const std::string& op, Wrapping wrapping);

/// Whatever the operations that deliver a video do with such an error: they say that all is well.
void say_ok(Parts& parts, std::function<bool(const Error&)> when);

/// Changes what is read of a task, in the status and in the result.
void reread(Parts& parts, std::function<void(Snapshot&, const Json& answer)> change);

/// Changes the body of a submit.
void rewrite(Parts& parts, std::function<void(Json& body)> change);

/// Changes the request as local validation sees it.
void hide_from_validation(Parts& parts, std::function<void(VideoRequest&)> change);

bool is_api(const Request& request);
bool is_poll(const Request& request);
std::string value_of_header(const Headers& headers, const std::string& name);
void remove_header(Headers& headers, const std::string& name);

Mutants auth_mutants();
Mutants key_mutants();
Mutants secrecy_mutants();
Mutants encode_mutants();
Mutants spelling_mutants();
Mutants validate_mutants();
Mutants submit_mutants();
Mutants poll_mutants();
Mutants end_mutants();
Mutants file_mutants();
Mutants file_answer_mutants();
Mutants hook_mutants();
Mutants cancel_mutants();
Mutants stopping_mutants();
Mutants cost_mutants();
Mutants purse_mutants();
Mutants net_mutants();
Mutants framing_mutants();
Mutants told_mutants();

}  // namespace refclient::driver
