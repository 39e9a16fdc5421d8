// Owns: what the driver is made of: sessions, operations, and the line out.
// Never knows: the suite's cases.
// Used by: driver*.cpp and the mutants. No part of the client.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "refclient/client.hpp"
#include "refclient/webhook.hpp"

namespace refclient::driver {

/// What a session is made of. A mutant replaces one of these.
struct Parts {
  std::shared_ptr<Transport> transport;
  Dialect dialect;
  Rules rules;
  std::function<VideoRequest(const std::string& model, const Json&)> read_request = &request_from_json;
  InboxRules inbox;
  std::function<Verify(Verify, const std::string& secret)> verify;  ///< may be empty
  bool never_cancelled = false;                                     ///< the caller's wish to stop is not passed on
  std::map<std::string, std::function<Json(struct Run&)>> ops;
};

/// Writes protocol lines, one at a time, to stdout.
class Out {
 public:
  void write(const Json& message);

 private:
  std::mutex mutex_;
};

/// What one user of the API has at hand for all its runs: a transport with its connections.
struct Session {
  Parts parts;
};

/// One run message on its way.
struct Run {
  Run(Json said, Out& to) : message(std::move(said)), out(to) {}

  Json message;
  std::shared_ptr<Session> session;
  Out& out;
  CancelToken abort;
  CancelToken stop;

  const Json& args() const { return message.at("args"); }
  std::string text(const char* name) const;  ///< a text among the args; empty when there is none
  Config config() const;
  Client client() const;
  VideoRequest request() const;
  SubmitOptions submit_options();
  SaveOptions save_options() const;
  Task task() const;
  const CancelToken* token() const { return session->parts.never_cancelled ? nullptr : &abort; }
  void event(const std::string& name, Json more) const;
};

/// The operations of the protocol; each returns the value of an ok, or throws VideoError.
std::map<std::string, std::function<Json(Run&)>> operations();
Json webhook_listen(Run& run);
Json verify_webhook(Run& run);

Json value_of(const Video& video);

using Mutation = std::function<void(Parts&)>;
/// All mutants by name.
const std::map<std::string, Mutation>& mutations();

}  // namespace refclient::driver
