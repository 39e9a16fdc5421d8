// Owns: the interface of what differs between providers: paths, bodies, words, errors. A dialect is a table of
// functions. Never knows: the network, retries, time. Used by: the client; wavespeed.hpp, fal.hpp and evolink.hpp make
// one each.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "refclient/errors.hpp"
#include "refclient/http.hpp"
#include "refclient/request.hpp"
#include "refclient/validation.hpp"

namespace refclient {

struct Task {
  std::string model;
  std::string id;  ///< opaque: never parsed, never shortened
};

struct Output {
  std::string url;
  std::string file_name{};             ///< as the provider suggests it; not to be trusted
  std::optional<std::int64_t> size{};  ///< bytes, where the provider says so
  std::optional<bool> nsfw{};          ///< nullopt: nobody said
};

enum class Phase {
  alive,    ///< known to be waiting or running
  unknown,  ///< a word that is not in the documentation: neither an end nor a success
  succeeded,
  failed
};

/// What an answer says of a task.
struct Snapshot {
  Phase phase = Phase::unknown;
  std::string word;             ///< the provider's own
  std::vector<Output> outputs;  ///< of a success
  Error failure;                ///< of a failure
  bool more = false;            ///< the result has to be asked for what is missing here
};

/// A call that is not a submit.
struct Call {
  std::string method;
  std::string path;
};

struct Dialect {
  std::string name;
  std::string default_base;
  std::function<Limits(const std::string& model)> limits_of;

  std::function<Headers(const std::string& key)> authorization;

  std::function<std::string(const VideoRequest&, const std::string& webhook)> submit_path;
  std::function<Json(const VideoRequest&, const std::string& webhook)> submit_body;
  /// The id in the answer to a submit; empty when there is none.
  std::function<std::string(const Json& answer)> task_id;

  std::function<std::string(const Task&)> status_path;
  std::function<Snapshot(const Json& answer)> read_status;
  /// Where to ask when Snapshot::more says so.
  std::function<std::string(const Task&)> result_path;
  /// What that answer says of the task; `status` is what the status said. Alive means: ask again.
  std::function<Snapshot(const Reply&, const Json& answer, const Snapshot& status)> read_result;

  /// nullopt: the provider has no such call.
  std::function<std::optional<Call>(const Task&)> cancel;
  std::function<std::string(const Reply&, const Json& answer)> read_cancel;

  /// The task a webhook is about, and what it says. The id is empty when the body makes no sense.
  std::function<std::pair<std::string, Snapshot>(const Json& body)> read_webhook;

  /// Category and text of an answer that is no success, by status and body. `answer` is null when it was no JSON.
  std::function<Error(const Reply&, const Json& answer)> refusal;
  /// Whether an answer with a status of success is a refusal all the same.
  std::function<bool(const Json& answer)> refuses_within;
};

/// JSON of any origin: a byte order mark is skipped; nullopt when it is none.
std::optional<Json> parsed(std::string text);

/// A member of an object when it has that type, else a value that harms nobody.
std::string text_at(const Json& object, const char* name);
const Json& member_of(const Json& object, const char* name);

/// The category by which an HTTP status alone can be judged.
Category category_of(int status);

/// Adds `name=value` to a path's query, escaped.
std::string with_query(const std::string& path, const std::string& name, const std::string& value);

/// The dialect of that name: wavespeed, fal or evolink. Throws VideoError (validation) for others.
Dialect dialect_of(const std::string& name);

}  // namespace refclient
