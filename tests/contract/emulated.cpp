#include "emulated.hpp"

#include <stdexcept>
#include <utility>

#include <mockling/embedded.hpp>

namespace mockling::test {

std::vector<DataFile> data_files() {
  std::vector<DataFile> files;
  for (const embedded::File& file : embedded::files())
    files.push_back({std::string(file.name), std::string(file.bytes)});
  return files;
}

std::shared_ptr<const Catalog> catalog_in(const Universe& universe) {
  auto catalog = load_catalog(data_files(), universe);
  if (!catalog) throw std::runtime_error(join(catalog.error(), "\n"));
  return std::make_shared<const Catalog>(std::move(catalog).value());
}

const std::shared_ptr<const Catalog>& default_catalog() {
  static const std::shared_ptr<const Catalog> catalog = catalog_in({});
  return catalog;
}

Json Reply::json() const {
  auto document = parse_json(text);
  if (!document)
    throw std::runtime_error("answer " + std::to_string(status) + " is " + document.error().message + ": " + text);
  return std::move(document).value();
}

Request request_for(std::string method, std::string_view target, std::string body) {
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

namespace {

std::string form_bytes(const Request& request) {
  for (const FormPart& part : request.parts)
    if (!part.filename.empty()) return part.content.bytes;
  return request.parts.front().content.bytes;
}

}  // namespace

Emulated::Emulated(const Json& scenario, std::shared_ptr<const Catalog> catalog, std::string key, std::string provider)
    : catalog_(std::move(catalog)),
      emulator_(all_dialects()),
      key_(std::move(key)),
      provider_(std::move(provider)),
      now_(*parse_instant("2026-08-18T12:00:00Z")),
      state_(world_of(key_), Settings{7, parse_scenario(scenario).value(), {}}, WorldClock{now_, now_, 0}) {}

Emulated::~Emulated() = default;

Reply Emulated::get(std::string_view target) { return ask(with_key(request_for("GET", target))); }
Reply Emulated::del(std::string_view target) { return ask(with_key(request_for("DELETE", target))); }
Reply Emulated::post(std::string_view target, const Json& body) {
  return ask(with_key(request_for("POST", target, dump(body))));
}
Reply Emulated::put(std::string_view target, std::string bytes) {
  return ask(request_for("PUT", target, std::move(bytes)));
}

Request Emulated::with_key(Request request) const {
  const Auth& auth = provider().spec.auth;
  request.headers.set(auth.header, auth.schemes.front().word + " " + key_);
  return request;
}

Reply Emulated::ask(Request request) {
  locate(*catalog_, request);
  Identity identity = identify(*catalog_, request, false);
  if (identity.provider == nullptr) return {404, {}, {}, {}, false, {}};
  if (identity.refusal) return reply(refuse(identity, request));
  if (identity.world != state_.id())
    return reply(refuse(identity.provider->spec, {ErrorKind::unknown_file, {}}, request.address.family));
  prepared_ = emulator_.prepare(*identity.provider, std::move(identity.route), request);
  return reply(emulator_.perform(prepared_, request, state_, now_), request);
}

Reply Emulated::resume(const Request& request) {
  return reply(emulator_.resume(prepared_, held_, request, state_, now_), request);
}

void Emulated::leave(const Request& request) { emulator_.leave(prepared_, held_, request, state_, now_); }

Reply Emulated::reply(Outcome outcome, const Request& request) {
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
  return reply(std::move(outcome.response));
}

Reply Emulated::reply(Response response) {
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
    seen.more = piece->next.has_value();
    if (piece->next) held_ = std::move(*piece->next);
  } else {
    held_ = std::get<HeldBody>(response.body);
    seen.held = true;
  }
  if (!seen.type.empty()) seen.headers.set("Content-Type", seen.type);
  if (!seen.held && !seen.clip) seen.headers.set("Content-Length", std::to_string(seen.text.size()));
  return seen;
}

}  // namespace mockling::test
