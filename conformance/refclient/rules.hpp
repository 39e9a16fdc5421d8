// Owns: the decisions of the client: what is repeated, how long is waited, what counts as a file.
// Never knows: how requests are sent.
// Used by: the client and the download. The defaults are what you want; a program with another view replaces one.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "refclient/dialect.hpp"
#include "refclient/http.hpp"
#include "refclient/money.hpp"

namespace refclient {

using Clock = std::chrono::steady_clock;

/// What an answer to a submit means.
enum class AfterSubmit {
  accepted,  ///< there is a task, with an id
  again,     ///< certainly no task, and the provider or the network asks for patience
  refused,   ///< certainly no task
  unknown    ///< perhaps a task: never to be sent again
};

struct Rules {
  int submit_attempts = 4;
  int file_attempts = 4;
  int patience_with_404 = 5;  ///< a fresh task may not be known everywhere yet
  int most_hops = 5;          ///< redirects of a download
  int refetches = 1;          ///< of a task whose links have died

  /// Whether a key can be one at all; without, nothing is sent.
  std::function<bool(const std::string& key)> usable_key;
  /// The URL of a path below a base.
  std::function<std::string(const std::string& base, const std::string& path)> url;
  std::function<void(const VideoRequest&, const Limits&)> validate;
  std::function<Money(const std::string& provider, const VideoRequest&)> price;
  std::function<AfterSubmit(const Dialect&, const Reply&, const Json& answer)> after_submit;
  /// Whether an answer to a poll says nothing of the task, so that it is asked again.
  std::function<bool(const Reply&, const Json& answer)> says_nothing;
  /// How long to wait after the `failures`-th answer in a row that said nothing.
  std::function<Millis(const Reply&, int failures, Millis interval)> pause;
  /// The time between two polls; a little different each time, so that many tasks are not asked for at the same
  /// instant.
  std::function<Millis(Millis interval)> spread;
  /// Whether there is time for another poll after this one.
  std::function<bool(Clock::time_point now, Clock::time_point deadline, Millis interval)> may_wait;
  /// Throws VideoError when a success brings nothing.
  std::function<void(const Snapshot&)> check_success;
  /// Empty when an answer with this head and these first bytes can be a video, else why not.
  std::function<std::string(const Reply& head, std::string_view start)> no_video;
  /// A name that stays inside the folder it is written to.
  std::function<std::string(const std::string& wish)> file_name;

  Rules();
};

/// What Retry-After asks for, in seconds or as a date by the server's own clock; 0 when there is none.
Millis retry_after(const Reply& reply);

/// See Rules::file_name. Never empty, at most 100 bytes, no separators, no reserved names.
std::string safe_file_name(const std::string& wish);

}  // namespace refclient
