// Owns: one world of the emulator in process, with a clock that moves only when told, and the files a host would keep.
// Never knows: sockets; what is tested.
// Used by: contract tests, fuzzers.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/mockling.hpp>

namespace mockling::test {

std::vector<DataFile> data_files();

// The built-in catalog in `universe`; throws with every mistake when it cannot be loaded.
std::shared_ptr<const Catalog> catalog_in(const Universe& universe);

// The catalog in which every switch stands at its default, loaded once.
const std::shared_ptr<const Catalog>& default_catalog();

// What a client sees.
struct Reply {
  int status = 0;
  std::string type;
  std::string text;
  Headers headers;
  bool held = false;            // no answer yet
  std::optional<ClipRef> clip;  // the body is this clip, or (with text) has it inside
  bool more = false;            // the body goes on after this piece

  Json json() const;
  Json data() const { return json().at("data"); }
};

// A request for `target` (path and query, or an absolute URL of the emulator's).
Request request_for(std::string method, std::string_view target, std::string body = {});

// Whether answers about a job with this ending are not those of the provider's pages (odd_endings_test.cpp).
inline bool is_odd(const Provider& provider, const std::string& ending) {
  const Json& facts = child(child(provider.spec.document, "endings"), ending);
  return facts.contains("patches") || facts.contains("id");
}

class Emulated {
 public:
  // A world opened for `key` on 18 August 2026, noon.
  explicit Emulated(const Json& scenario = Json::object(), std::shared_ptr<const Catalog> catalog = default_catalog(),
                    std::string key = "mk_test", std::string provider = "wavespeed");
  ~Emulated();

  Instant now() const { return now_; }
  void advance(Nanos step) { now_ = now_ + step; }
  State& state() { return state_; }
  const Catalog& catalog() const { return *catalog_; }
  const Provider& provider() const { return *catalog_->provider(provider_); }
  const std::vector<Effect>& effects() const { return effects_; }

  Reply get(std::string_view target);
  Reply del(std::string_view target);
  Reply post(std::string_view target, const Json& body);
  Reply put(std::string_view target, std::string bytes);

  Request with_key(Request request) const;

  // Asks as the host would: real keys are refused, and a path without a key opens no world.
  Reply ask(Request request);

  // Asks again for the answer that was held last.
  Reply resume(const Request& request);
  // The client of the answer that was held last goes away.
  void leave(const Request& request);
  Instant held_until() const { return held_.until; }

 private:
  Reply reply(Outcome outcome, const Request& request);
  Reply reply(Response response);

  const std::shared_ptr<const Catalog> catalog_;
  const Emulator emulator_;
  const std::string key_;
  const std::string provider_;
  Instant now_;
  State state_;
  std::map<std::string, std::string> files_;
  std::map<std::string, std::map<int, std::string>> parts_;
  std::vector<Effect> effects_;
  Prepared prepared_;
  HeldBody held_;
};

}  // namespace mockling::test
