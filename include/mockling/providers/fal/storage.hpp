// Owns: fal's two ways to upload a file, its tokens, and the files' way back.
// Never knows: bytes (the host keeps them).
// Used by: providers/fal.
#pragma once

#include <string>
#include <utility>

#include <mockling/core/identity.hpp>
#include <mockling/providers/fal/result.hpp>

namespace mockling::fal {

namespace detail {

inline const Json& storage_facts(const Call& call) { return child(call.spec().document, "storage"); }

// How long a file is to live, in the JSON of one of two headers; the provider's own time without one.
inline Millis lifetime(const Call& call) {
  for (const Json& name : child(storage_facts(call), "lifecycle")) {
    const auto wish = parse_json(call.request.headers.get(name.get_ref<const std::string&>()));
    const std::int64_t seconds = wish ? int_of(*wish, text_of(storage_facts(call), "lifetime_key"), -1) : -1;
    if (seconds >= 0 && seconds < std::int64_t{36600} * 86'400) return Millis(seconds * 1000);
  }
  return call.spec().file_retention;
}

inline std::string type_by_name(const Call& call, std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const std::string extension = dot == std::string_view::npos ? std::string() : to_lower(name.substr(dot + 1));
  return text_of(child(storage_facts(call), "extensions"), extension, "application/octet-stream");
}

inline std::string nonce(const Call& call, std::string_view purpose) {
  return make_id("hex32", call.state.stream(purpose, static_cast<std::uint64_t>(call.now.ns)), call.now);
}

inline FileRecord new_file(Call& call, std::string_view name, std::string content_type) {
  FileRecord file;
  for (std::uint64_t n = static_cast<std::uint64_t>(call.now.ns) + call.state.files().size();; ++n) {
    file.id = make_id(text_of(call.spec().document["ids"], "file"), call.state.stream("file", n), call.now);
    if (call.state.find_file(file.id) == nullptr) break;
  }
  file.name = safe_file_name(name);
  file.content_type = content_type.empty() ? type_by_name(call, file.name) : std::move(content_type);
  file.created = call.now;
  file.expires = call.now + lifetime(call);
  file.ticket_ends = call.now + Millis(int_of(storage_facts(call), "ticket_ms"));
  return file;
}

inline Values link_values(const FileRecord& file) { return {{"file", file.id}, {"name", file.name}}; }

// The bytes of this request become the file's.
inline bool take_bytes(Call& call, FileRecord& file) {
  const auto most = static_cast<std::uint64_t>(int_of(storage_facts(call), "max_bytes"));
  if (call.request.body.size > most) return false;
  file.size = call.request.body.size;
  file.claimed = true;
  call.effects.push_back({Effect::Kind::store_file, {}, file.id});
  return true;
}

// The id in "{id}_{name}".
inline std::string_view leading_id(std::string_view name) { return name.substr(0, name.find('_')); }

}  // namespace detail

inline Response initiate(Call& call) {
  const Json& body = call.prepared.body;
  const FileRecord& file =
      call.state.add_file(detail::new_file(call, text_of(body, "file_name", "file"), text_of(body, "content_type")));
  Values values = detail::link_values(file);
  const std::string file_url = link(call, "file", values);
  const std::string token = detail::nonce(call, "upload-token");
  values.emplace_back("token", token);
  return json_response(200, {{"file_url", file_url}, {"upload_url", link(call, "upload", values)}});
}

inline Response put(Call& call) {
  FileRecord* file = call.state.find_file(detail::leading_id(call.param("name")));
  if (file == nullptr) return failure(call, ErrorKind::unknown_file);
  if (file->claimed || file->stored) return failure(call, ErrorKind::upload_exists);
  if (call.now > file->ticket_ends) return failure(call, ErrorKind::upload_expired);
  if (const std::string* type = call.request.headers.find("Content-Type"); type != nullptr && !type->empty())
    file->content_type = *type;
  if (!detail::take_bytes(call, *file)) return failure(call, ErrorKind::upload_too_large);
  return text_response(200, {}, {});
}

// A token that opens this world for direct uploads.
inline Response storage_token(Call& call) {
  const Json& facts = detail::storage_facts(call);
  std::string ends = rfc3339(call.now + Millis(int_of(facts, "token_ms")), 0);
  ends.replace(ends.size() - 1, 1, "+00:00");  // clients read it with a parser that knows no Z
  return json_response(200, {{"token", token_of(call.state.id(), detail::nonce(call, "storage-token"))},
                             {"token_type", text_of(facts, "token_type")},
                             {"base_url", base(call, "files")},
                             {"expires_at", ends}});
}

inline Response access_token(Call& call) {
  return json_response(200, token_of(call.state.id(), detail::nonce(call, "access-token")));
}

inline Response upload(Call& call) {
  const std::string name(call.request.headers.get(text_of(detail::storage_facts(call), "file_name")));
  FileRecord file = detail::new_file(call, name, std::string(call.request.headers.get("Content-Type")));
  if (!detail::take_bytes(call, file)) return failure(call, ErrorKind::upload_too_large);
  const FileRecord& kept = call.state.add_file(file);
  return json_response(200, {{"access_url", link(call, "file", detail::link_values(kept))}});
}

// An upload, or the clip of a job once it has one; the link needs no key.
inline Response download(Call& call) {
  const std::string_view id = detail::leading_id(call.param("name"));
  Response response;
  if (const FileRecord* file = call.state.find_file(id)) {
    if (!file->stored || call.now > file->expires) return failure(call, ErrorKind::unknown_file);
    response.body = FileRef{file->id, file->content_type, file->size};
    return response;
  }
  const Job* job = call.state.find_job(call.spec().name, id);
  if (job == nullptr || phase_at(*job, call.now) != Phase::succeeded) return failure(call, ErrorKind::unknown_file);
  call.job = job->id;
  response.body = clip_of(call, *job);
  return response;
}

}  // namespace mockling::fal
