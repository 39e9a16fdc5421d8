// Owns: how a call can fail: the kinds, and the exception that carries one with all that is known.
// Never knows: providers, HTTP.
// Used by: everything here, and whoever calls the client.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace refclient {

/// What a caller can do about a failure depends on these kinds alone; the message is for people.
enum class Category {
  auth,                  ///< the key is missing, wrong or not allowed to do this
  validation,            ///< the request is wrong; the same request will be refused again
  insufficient_balance,  ///< the account cannot pay for it
  rate_limited,          ///< too many requests; later it may work
  content_policy,        ///< refused by moderation
  provider_failed,       ///< the task was accepted and then failed
  cancelled,             ///< by the caller, or on the provider's side
  timeout,               ///< the caller's own deadline passed; the task may still end well
  network,               ///< no answer, and nothing was bought
  ambiguous_submission,  ///< a task may have been accepted and paid, and its id is not known: do not send it again
  not_found,             ///< no such task
  expired_output,        ///< the file is gone
  integrity,             ///< what was downloaded is not the file
  protocol,              ///< an answer that makes no sense
  budget,                ///< it would cost more than the caller allows
  other
};

/// The name of a category, as above.
const char* name_of(Category category);

struct Error {
  Category category = Category::other;
  std::string message;
  std::string task_id;     ///< empty when no task is known
  int http_status = 0;     ///< 0 when there was no answer
  bool retryable = false;  ///< the same call may work later, and repeating it buys nothing twice
};

/// The one exception the client throws.
class VideoError : public std::runtime_error {
 public:
  explicit VideoError(Error error) : std::runtime_error(error.message), error_(std::move(error)) {}
  VideoError(Category category, const std::string& message) : VideoError(Error{category, message, {}, 0, false}) {}
  const Error& error() const { return error_; }

 private:
  Error error_;
};

}  // namespace refclient
