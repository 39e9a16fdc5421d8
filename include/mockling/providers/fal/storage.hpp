// Owns: fal's two ways to upload a file, its tokens, and the files' way back.
// Never knows: bytes (the host keeps them).
// Used by: providers/fal.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include <mockling/core/identity.hpp>
#include <mockling/core/upload.hpp>
#include <mockling/providers/fal/result.hpp>

namespace mockling::fal {

namespace detail {

inline std::string nonce(const Call& call, std::string_view purpose) {
  return make_id("hex32", call.state.stream(purpose, static_cast<std::uint64_t>(call.now.ns)), call.now);
}

inline FileRecord new_upload(const Call& call, std::string_view name, std::string content_type) {
  return new_file(call, storage_facts(call), name, std::move(content_type),
                  lifetime(call).value_or(call.spec().file_retention));
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
      call.state.add_file(detail::new_upload(call, text_of(body, "file_name", "file"), text_of(body, "content_type")));
  Values values = detail::link_values(file);
  const std::string file_url = link(call, "file", values);
  const std::string token = detail::nonce(call, "upload-token");
  values.emplace_back("token", token);
  return json_response(call, 200, {{"file_url", file_url}, {"upload_url", link(call, "upload", values)}});
}

// Takes the bytes of one part. Some clients read its tag from the body, others from the header.
inline Response put_part(Call& call) {
  FileRecord* file = call.state.find_file(detail::leading_id(call.param("name")));
  const auto number = parse_int(call.param("part"));
  if (const auto refusal = upload_refusal(call, file)) return failure(call, *refusal);
  if (!number || *number < 1 || *number > int_of(storage_facts(call), "max_parts"))
    return failure(call, ErrorKind::upload_size);
  const auto most = static_cast<std::uint64_t>(int_of(storage_facts(call), "max_bytes"));
  if (call.request.body.size > most) return failure(call, ErrorKind::upload_too_large);
  file->parts[static_cast<int>(*number)] = call.request.body.size;
  call.effects.push_back({Effect::Kind::store_part, {}, file->id, {static_cast<int>(*number)}});
  const std::string tag = '"' + file->id + "-" + std::to_string(*number) + '"';
  Response response = json_response(call, 200, {{"partNumber", *number}, {"etag", tag}});
  response.headers.set("ETag", tag);
  return response;
}

// Makes one file of the parts that the client lists.
inline Response complete(Call& call) {
  FileRecord* file = call.state.find_file(detail::leading_id(call.param("name")));
  if (const auto refusal = upload_refusal(call, file)) return failure(call, *refusal);
  Effect join{Effect::Kind::join_parts, {}, file->id, {}};
  std::uint64_t size = 0;
  for (const Json& part : child(call.prepared.body, "parts")) {
    const auto found = file->parts.find(static_cast<int>(int_of(part, "partNumber")));
    if (found == file->parts.end()) return failure(call, ErrorKind::upload_size);
    const bool again = std::find(join.parts.begin(), join.parts.end(), found->first) != join.parts.end();
    if (again) return failure(call, ErrorKind::upload_size);  // a short list must not make a huge file
    join.parts.push_back(found->first);
    size += found->second;
  }
  if (join.parts.empty()) return failure(call, ErrorKind::upload_size);
  file->size = size;
  file->claimed = true;
  call.effects.push_back(std::move(join));
  return json_response(call, 200, {{"access_url", link(call, "file", detail::link_values(*file))}});
}

inline Response put(Call& call) {
  FileRecord* file = call.state.find_file(detail::leading_id(call.param("name")));
  if (const auto refusal = upload_refusal(call, file)) return failure(call, *refusal);
  if (const std::string* type = call.request.headers.find("Content-Type"); type != nullptr && !type->empty())
    file->content_type = *type;
  if (!detail::take_bytes(call, *file)) return failure(call, ErrorKind::upload_too_large);
  return text_response(200, {}, {});
}

// A token that opens this world for direct uploads.
inline Response storage_token(Call& call) {
  const Json& facts = storage_facts(call);
  std::string ends = rfc3339(call.now + Millis(int_of(facts, "token_ms")), 0);
  ends.replace(ends.size() - 1, 1, "+00:00");  // clients read it with a parser that knows no Z
  return json_response(call, 200,
                       {{"token", token_of(call.state.id(), detail::nonce(call, "storage-token"))},
                        {"token_type", text_of(facts, "token_type")},
                        {"base_url", base(call, "files")},
                        {"expires_at", ends}});
}

inline Response access_token(Call& call) {
  return json_response(call, 200, token_of(call.state.id(), detail::nonce(call, "access-token")));
}

// Begins a direct upload in parts.
inline Response upload_parts(Call& call) {
  const std::string name(call.request.headers.get(text_of(storage_facts(call), "file_name")));
  const FileRecord& file =
      call.state.add_file(detail::new_upload(call, name, std::string(call.request.headers.get("Content-Type"))));
  return json_response(
      call, 200,
      {{"access_url", link(call, "file", detail::link_values(file))}, {"uploadId", detail::nonce(call, "multipart")}});
}

inline Response upload(Call& call) {
  const std::string name(call.request.headers.get(text_of(storage_facts(call), "file_name")));
  FileRecord file = detail::new_upload(call, name, std::string(call.request.headers.get("Content-Type")));
  if (!detail::take_bytes(call, file)) return failure(call, ErrorKind::upload_too_large);
  const FileRecord& kept = call.state.add_file(file);
  return json_response(call, 200, {{"access_url", link(call, "file", detail::link_values(kept))}});
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
  const bool there = job != nullptr && phase_at(*job, call.now) == Phase::succeeded &&
                     call.now <= job->clip_until.value_or(job->expires);
  if (!there) return failure(call, ErrorKind::unknown_file);
  call.job = job->id;
  response.body = clip_of(call, *job);
  return response;
}

}  // namespace mockling::fal
