// Owns: one world of a running server in the hands of a program: what the control plane can do, without a socket.
// Never knows: how a verb is carried out.
// Used by: host/server, programs that embed a server.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>
#include <mockling/core/http.hpp>
#include <mockling/host/answer.hpp>

namespace mockling::host {

// A copy is the same world. Valid while its server runs; thread-safe. What is refused is an Error with the control
// plane's own words, and has changed nothing.
class WorldHandle {
 public:
  using Ask = std::function<Answer(const Request&)>;
  WorldHandle(std::string key, Ask ask) : key_(std::move(key)), ask_(std::move(ask)) {}

  const std::string& key() const { return key_; }

  // Any verb of the control plane: ask("GET", "journal?limit=5"), ask("PATCH", "world", {{"clock", "x60"}}).
  Result<Json> ask(std::string method, std::string_view what, const Json& body = nullptr) const {
    Request request;
    request.method = std::move(method);
    const std::size_t mark = std::min(what.find('?'), what.size());
    request.path = "/_mockling/" + std::string(what.substr(0, mark));
    request.query = pairs_in(what.substr(std::min(mark + 1, what.size())));
    request.headers.add("Authorization", "Bearer " + key_);
    if (!body.is_null()) request.body.bytes = dump(body);
    request.body.size = request.body.bytes.size();
    return document_of(ask_(request));
  }

  Result<Json> view() const { return ask("GET", "world"); }
  Result<Json> change(const Json& patch) const { return ask("PATCH", "world", patch); }

  // By the name of a scenario, or a scenario itself.
  Result<Json> scenario(const Json& scenario) const { return change({{"scenario", scenario}}); }
  // "real", "manual" or "x60".
  Result<Json> clock(std::string_view rate) const { return change({{"clock", rate}}); }
  // By "5s", "24h", or to the "next" event; the list of what that brought about, oldest first.
  Result<Json> advance(std::string_view step) const {
    auto changed = change({{"advance", step}});
    return changed ? Result<Json>(child(*changed, "happened")) : std::move(changed);
  }

  // Arms a fault, or a list of them: "lost-response@submit:1".
  Result<Json> arm(const Json& fault) const { return ask("POST", "faults", fault); }

  // The bill, and what was asked.
  Json ledger() const { return document("ledger"); }
  Json journal() const { return document("journal?limit=1000"); }

  // The world as one document, and one taken over in its place.
  Result<Json> exported() const { return ask("GET", "world/export"); }
  Result<Json> take_over(const Json& exported) const { return ask("PUT", "world/import", exported); }

  // As when it was opened, with the same seed.
  Result<Json> reset() const { return ask("POST", "world/reset"); }

 private:
  Json document(std::string_view what) const {
    auto got = ask("GET", what);
    return got ? std::move(got).value() : Json{{"error", got.error().message}};
  }

  static Query pairs_in(std::string_view text) {
    Query query;
    for (const std::string_view pair : split(text, '&')) {
      const std::size_t equals = std::min(pair.find('='), pair.size());
      if (!pair.empty()) query.emplace_back(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
    }
    return query;
  }

  static Result<Json> document_of(const Answer& answer) {
    const auto* text = std::get_if<TextAnswer>(&answer.body);
    auto document = parse_json(text != nullptr ? text->text : "", {64, 10'000'000});
    if (!document) return Error{"the control plane gave no JSON"};
    if (answer.status >= 400) return Error{text_of(*document, "error", "refused")};
    return document;
  }

  std::string key_;
  Ask ask_;
};

inline std::ostream& operator<<(std::ostream& out, const WorldHandle& world) { return out << "world " << world.key(); }

}  // namespace mockling::host
