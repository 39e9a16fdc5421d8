// Owns: both ways to upload (ticket and PUT, multipart), serving uploads back, and serving clips.
// Never knows: where bytes are kept.
// Used by: providers/wavespeed.
#pragma once

#include <string>

#include <mockling/core/upload.hpp>
#include <mockling/providers/wavespeed/prediction.hpp>

namespace mockling::wavespeed {

namespace detail {

inline const Json& upload_facts(const Call& call) { return call.spec().document["uploads"]; }

// "image", "video" or "audio", by the content type.
inline std::string upload_type(const Call& call, const std::string& content_type) {
  for (const auto& [type, prefixes] : upload_facts(call)["types"].items())
    for (const Json& prefix : prefixes)
      if (starts_with(content_type, prefix.get_ref<const std::string&>())) return type;
  return text_of(upload_facts(call), "default_type");
}

inline FileRecord new_upload(const Call& call, std::string_view name, std::string content_type, std::uint64_t size) {
  FileRecord file = new_file(call, upload_facts(call), name, std::move(content_type), call.spec().file_retention);
  file.size = size;
  return file;
}

inline Json file_view(const Call& call, const FileRecord& file, std::string_view shown_name) {
  return Json{{"type", upload_type(call, file.content_type)},
              {"download_url", link(call, "download", {{"file", file.id}, {"name", file.name}})},
              {"filename", shown_name},
              {"size", file.size}};
}

inline bool too_large(const Call& call, std::string_view limit, std::uint64_t size) {
  return size > static_cast<std::uint64_t>(int_of(upload_facts(call), limit));
}

}  // namespace detail

inline Response upload_ticket(Call& call) {
  const Json& body = call.prepared.body;
  const auto size = static_cast<std::uint64_t>(int_of(body, "size"));
  if (text_of(body, "filename").empty()) return invalid(call, {"/filename", "required", true, nullptr});
  if (detail::too_large(call, "max_bytes", size)) return failure(call, ErrorKind::upload_too_large);
  const FileRecord& file =
      call.state.add_file(detail::new_upload(call, text_of(body, "filename"), text_of(body, "content_type"), size));
  Json headers{{"Content-Type", file.content_type}};
  headers.update(detail::upload_facts(call)["headers"]);
  Json view = detail::file_view(call, file, text_of(body, "filename"));
  view["upload"] = Json{{"method", "PUT"},
                        {"url", link(call, "upload", {{"file", file.id}, {"name", file.name}})},
                        {"headers", headers},
                        {"expires_at", rfc3339(file.ticket_ends, 0)}};
  return success(call, view);
}

inline Response upload_put(Call& call) {
  FileRecord* file = call.state.find_file(call.param("file"));
  if (const auto refusal = upload_refusal(call, file)) return failure(call, *refusal);
  if (call.request.body.size != file->size) return failure(call, ErrorKind::upload_size);
  file->claimed = true;
  call.effects.push_back({Effect::Kind::store_file, {}, file->id});
  return text_response(200, {}, {});
}

inline Response upload_form(Call& call) {
  const std::string field = text_of(detail::upload_facts(call), "form_field");
  for (const FormPart& part : call.request.parts) {
    if (part.name != field) continue;
    if (detail::too_large(call, "form_max_bytes", part.content.size)) return failure(call, ErrorKind::upload_too_large);
    FileRecord file = detail::new_upload(call, part.filename, part.content_type, part.content.size);
    file.claimed = true;
    const FileRecord& kept = call.state.add_file(file);
    call.effects.push_back({Effect::Kind::store_file, {}, kept.id});
    return success(call, detail::file_view(call, kept, part.filename));
  }
  return invalid(call, {pointer_step(field), "required", true, nullptr});
}

inline Response download(Call& call) {
  const FileRecord* file = call.state.find_file(call.param("file"));
  const bool there = file != nullptr && file->stored && call.now <= file->expires;
  if (!there) return failure(call, ErrorKind::unknown_file);
  Response response;
  response.body = FileRef{file->id, file->content_type, file->size};
  return response;
}

// The clip of a job, once it has one; the link needs no key and lives as long as the job is kept.
inline Response output(Call& call) {
  const std::string_view name = call.param("name");
  const Job* job = call.state.find_job(call.spec().name, name.substr(0, name.find('.')));
  const bool there = job != nullptr && phase_at(*job, call.now) == Phase::succeeded && !expired(call, *job);
  if (!there) return failure(call, ErrorKind::unknown_file);
  call.job = job->id;
  Response response;
  response.body = clip_of(call, *job, Json::parse(job->input));
  return response;
}

}  // namespace mockling::wavespeed
