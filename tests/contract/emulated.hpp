// Owns: one world of the emulator in process, with a clock that moves only when told, and the files a host would keep.
// Never knows: sockets; what is tested.
// Used by: contract tests, fuzzers.
#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <mockling/embedded.hpp>
#include <mockling/mockling.hpp>

namespace mockling::test {

inline std::vector<DataFile> data_files() {
  std::vector<DataFile> files;
  for (const embedded::File& file : embedded::files())
    files.push_back({std::string(file.name), std::string(file.bytes)});
  return files;
}

// The built-in catalog in `universe`; throws with every mistake when it cannot be loaded.
inline std::shared_ptr<const Catalog> catalog_in(const Universe& universe) {
  auto catalog = load_catalog(data_files(), universe);
  if (!catalog) throw std::runtime_error(join(catalog.error(), "\n"));
  return std::make_shared<const Catalog>(std::move(catalog).value());
}

// The catalog in which every switch stands at its default, loaded once.
inline const std::shared_ptr<const Catalog>& default_catalog() {
  static const std::shared_ptr<const Catalog> catalog = catalog_in({});
  return catalog;
}

// What a client sees.
struct Reply {
  int status = 0;
  std::string type;
  std::string text;
  Headers headers;
  bool held = false;            // no answer yet
  std::optional<ClipRef> clip;  // the body is this clip, or (with text) has it inside

  Json json() const {
    auto document = parse_json(text);
    if (!document)
      throw std::runtime_error("answer " + std::to_string(status) + " is " + document.error().message + ": " + text);
    return std::move(document).value();
  }
  Json data() const { return json().at("data"); }
};

// A request for `target` (path and query, or an absolute URL of the emulator's).
inline Request request_for(std::string method, std::string_view target, std::string body = {}) {
  Request request;
  request.method = std::move(method);
  request.host = "emulator.test";
  if (const std::size_t scheme = target.find("://"); scheme != std::string_view::npos && scheme < 6)
    target.remove_prefix(std::min(target.size(), target.find('/', scheme + 3)));
  const std::size_t mark = target.find('?');
  request.path = std::string(target.substr(0, mark));
  if (mark != std::string_view::npos)
    for (const std::string_view pair : split(target.substr(mark + 1), '&')) {
      const std::size_t equals = std::min(pair.find('='), pair.size());
      request.query.emplace_back(percent_decode(pair.substr(0, equals), true),
                                 percent_decode(pair.substr(std::min(equals + 1, pair.size())), true));
    }
  request.body.size = body.size();
  request.body.bytes = std::move(body);
  return request;
}

class Emulated {
 public:
  // A world opened for `key` on 18 August 2026, noon.
  explicit Emulated(Json scenario = Json::object(), std::shared_ptr<const Catalog> catalog = default_catalog(),
                    std::string key = "mk_test", std::string provider = "wavespeed")
      : catalog_(std::move(catalog)),
        key_(std::move(key)),
        provider_(std::move(provider)),
        now_(*parse_instant("2026-08-18T12:00:00Z")),
        state_(world_of(key_), Settings{7, parse_scenario(scenario).value(), {}}, WorldClock{now_, now_, 0}) {}

  Instant now() const { return now_; }
  void advance(Nanos step) { now_ = now_ + step; }
  State& state() { return state_; }
  const Catalog& catalog() const { return *catalog_; }
  const Provider& provider() const { return *catalog_->provider(provider_); }
  const std::vector<Effect>& effects() const { return effects_; }

  Reply get(std::string_view target) { return ask(with_key(request_for("GET", target))); }
  Reply del(std::string_view target) { return ask(with_key(request_for("DELETE", target))); }
  Reply post(std::string_view target, const Json& body) {
    return ask(with_key(request_for("POST", target, dump(body))));
  }
  Reply put(std::string_view target, std::string bytes) { return ask(request_for("PUT", target, std::move(bytes))); }

  Request with_key(Request request) const {
    const Auth& auth = provider().spec.auth;
    request.headers.set(auth.header, auth.schemes.front().word + " " + key_);
    return request;
  }

  // Asks as the host would: real keys are refused, and a path without a key opens no world.
  Reply ask(Request request) {
    locate(*catalog_, request);
    Identity identity = identify(*catalog_, request, false);
    if (identity.provider == nullptr) return {404, {}, {}, {}, false, {}};
    if (identity.refusal) return reply(refuse(identity, request), request);
    if (identity.world != state_.id())
      return reply(refuse(identity.provider->spec, {ErrorKind::unknown_file, {}}, request.address.family), request);
    prepared_ = emulator_.prepare(*identity.provider, std::move(identity.route), request);
    return reply(emulator_.perform(prepared_, request, state_, now_), request);
  }

  // Asks again for the answer that was held last.
  Reply resume(const Request& request) {
    return reply(emulator_.resume(prepared_, held_, request, state_, now_), request);
  }
  Instant held_until() const { return held_.until; }

 private:
  Reply reply(Outcome outcome, const Request& request) {
    effects_ = std::move(outcome.effects);
    for (const Effect& effect : effects_) {
      if (effect.kind == Effect::Kind::store_file) {
        files_[effect.file] = effect.content          ? effect.content->bytes
                              : request.parts.empty() ? request.body.bytes
                                                      : form_bytes(request);
        state_.note_file(effect.file, true, {});
      }
      if (effect.kind == Effect::Kind::store_part) parts_[effect.file][effect.parts[0]] = request.body.bytes;
      if (effect.kind == Effect::Kind::join_parts) {
        for (const int part : effect.parts) files_[effect.file] += parts_[effect.file][part];
        state_.note_file(effect.file, true, {});
      }
      if (effect.kind == Effect::Kind::copy_file) {
        files_[effect.file] = files_.at(effect.source);
        state_.note_file(effect.file, true, {});
      }
      if (effect.kind == Effect::Kind::drop_file) files_.erase(effect.file);
    }
    return reply(std::move(outcome.response), request);
  }

  Reply reply(Response response, const Request&) {
    Reply seen{response.status, {}, {}, std::move(response.headers), false, {}};
    if (auto* text = std::get_if<TextBody>(&response.body)) {
      seen.type = std::move(text->content_type);
      seen.text = std::move(text->text);
      seen.clip = std::move(text->clip);
    } else if (const auto* file = std::get_if<FileRef>(&response.body)) {
      seen.type = file->content_type;
      seen.text = files_.at(file->file);
    } else if (const auto* clip = std::get_if<ClipRef>(&response.body)) {
      seen.type = "video/mp4";
      seen.clip = *clip;
    } else if (auto* piece = std::get_if<StreamBody>(&response.body)) {
      seen.type = std::move(piece->content_type);
      seen.text = std::move(piece->text);
      if (piece->next) held_ = std::move(*piece->next);
    } else {
      held_ = std::get<HeldBody>(response.body);
      seen.held = true;
    }
    if (!seen.type.empty()) seen.headers.set("Content-Type", seen.type);
    if (!seen.held && !seen.clip) seen.headers.set("Content-Length", std::to_string(seen.text.size()));
    return seen;
  }

  static std::string form_bytes(const Request& request) {
    for (const FormPart& part : request.parts)
      if (!part.filename.empty()) return part.content.bytes;
    return request.parts.front().content.bytes;
  }

  const std::shared_ptr<const Catalog> catalog_;
  const Emulator emulator_{all_dialects()};
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
