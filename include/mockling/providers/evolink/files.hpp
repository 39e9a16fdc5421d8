// Owns: EvoLink's file service: three ways to upload, list, quota, delete, and the files' way back.
// Never knows: bytes (the host keeps them).
// Used by: providers/evolink.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <mockling/base/crypto.hpp>
#include <mockling/providers/evolink/naming.hpp>

namespace mockling::evolink {

namespace detail {

// The envelope of this service; `operation` chooses its message.
inline Response file_answer(const Call& call, std::string_view operation, Json data) {
  Json body = child(upload_facts(call), "success");
  const std::string text = text_of(child(upload_facts(call), "texts"), operation);
  if (!text.empty()) body["msg"] = text;
  body["data"] = std::move(data);
  return json_response(call, 200, body);
}

inline Response file_refusal(const Call& call, std::string_view why) {
  return written(call, child(child(upload_facts(call), "refusals"), why));
}

// In the time zone of the service.
inline std::string local_time(const Call& call, Instant at) {
  const Json& zone = child(upload_facts(call), "time_zone");
  std::string text = rfc3339(at + Seconds(60 * int_of(zone, "minutes")), 0);
  return text.replace(text.size() - 1, 1, text_of(zone, "suffix"));
}

inline Json file_view(const Call& call, const FileRecord& file) {
  return {{"file_id", file.id},
          {"file_name", file.name},
          {"original_name", file.shown},
          {"file_size", file.size},
          {"mime_type", file.content_type},
          {"upload_path", folder_of(file)},
          {"file_url", link(call, "file", {{"place", file.place}})},
          {"download_url", link(call, "download", {{"file", file.id}})},
          {"upload_time", local_time(call, file.created)},
          {"expires_at", local_time(call, file.expires)}};
}

inline bool is_there(const Call& call, const FileRecord& file) {
  return file.provider == call.spec().name && (file.claimed || file.stored) && call.now <= file.expires;
}

// The files of this account, newest first.
inline std::vector<const FileRecord*> files_of(const Call& call) {
  std::vector<const FileRecord*> files;
  for (const auto& [id, file] : call.state.files())
    if (is_there(call, file)) files.push_back(&file);
  std::stable_sort(files.begin(), files.end(),
                   [](const FileRecord* a, const FileRecord* b) { return b->created < a->created; });
  return files;
}

inline bool takes_type(const Call& call, std::string_view type) {
  const Json& types = child(upload_facts(call), "types");
  return std::any_of(types.begin(), types.end(), [&](const Json& taken) {
    const auto& text = taken.get_ref<const std::string&>();
    return ends_with(text, "/") ? starts_with(type, text) : type == text;
  });
}

inline void forget(Call& call, FileRecord& file) {
  call.state.expire_file(file, call.now);
  call.effects.push_back({Effect::Kind::drop_file, {}, file.id});
}

// Keeps a file of this size, whose bytes `effect` tells the host to store; one of the same name makes way.
inline Response keep_file(Call& call, FileRecord file, std::uint64_t size, Effect effect) {
  if (!takes_type(call, file.content_type)) return file_refusal(call, "type");
  if (size > static_cast<std::uint64_t>(int_of(upload_facts(call), "max_bytes")))
    return refuse(call, {ErrorKind::upload_too_large, {}});
  FileRecord* before = call.state.file_placed(call.spec().name, file.place);
  if (before != nullptr && before->id == effect.source) return file_answer(call, "upload", file_view(call, *before));
  const auto most = static_cast<std::size_t>(int_of(upload_facts(call), "max_files"));
  if (before == nullptr && files_of(call).size() >= most) return refuse(call, {ErrorKind::upload_quota, {}});
  if (before != nullptr) forget(call, *before);
  file.size = size;
  file.claimed = true;
  const FileRecord& kept = call.state.add_file(file);
  effect.file = kept.id;
  call.effects.push_back(std::move(effect));
  return file_answer(call, "upload", file_view(call, kept));
}

// The two halves of "data:image/png;base64,iVBO…": type and base64; of anything else the text is base64.
inline std::pair<std::string, std::string_view> data_parts(std::string_view text) {
  constexpr std::string_view kScheme = "data:", kMark = ";base64,";
  const std::size_t mark = text.find(kMark);
  if (!starts_with(text, kScheme) || mark == std::string_view::npos) return {{}, text};
  return {bare_type(text.substr(kScheme.size(), mark - kScheme.size())), text.substr(mark + kMark.size())};
}

}  // namespace detail

inline Response upload_base64(Call& call) {
  const Json& body = call.prepared.body;
  const auto& sent = body["base64_data"].get_ref<const std::string&>();
  auto [type, encoded] = detail::data_parts(sent);
  auto bytes = base64_decoded(encoded);
  if (!bytes || bytes->empty())
    return refuse(call, invalid(call.spec(), {"/base64_data", "format", "base64", nullptr}));
  Wish wish = wish_in(call, body);
  wish.type = type.empty() ? std::string(media_type_of(*bytes)) : type;
  Effect store{Effect::Kind::store_file, {}, {}};
  const std::uint64_t size = bytes->size();
  store.content = std::make_shared<const Blob>(Blob{std::move(*bytes), {}, size});
  return detail::keep_file(call, named_file(call, wish), size, std::move(store));
}

inline Response upload_stream(Call& call) {
  const std::string field = text_of(upload_facts(call), "form_field");
  for (const FormPart& part : call.request.parts)
    if (part.name == field)
      return detail::keep_file(call, named_file(call, wish_in(call, part)), part.content.size,
                               {Effect::Kind::store_file, {}, {}});
  return refuse(call, invalid(call.spec(), {pointer_step(field), "required", true, nullptr}));
}

// Fetches nothing from outside: a file of this world's own is copied, any other URL cannot be downloaded.
inline Response upload_url(Call& call) {
  const Json& body = call.prepared.body;
  const FileRecord* source = file_at(call.state, call.spec(), text_of(body, "file_url"));
  if (source == nullptr || call.now > source->expires) return detail::file_refusal(call, "source");
  Wish wish = wish_in(call, body);
  wish.shown = source->name;
  wish.type = source->content_type;
  Effect copy{Effect::Kind::copy_file, {}, {}};
  copy.source = source->id;
  return detail::keep_file(call, named_file(call, wish), source->size, std::move(copy));
}

inline Response list_files(Call& call) {
  const Json& facts = child(upload_facts(call), "page");
  const auto files = detail::files_of(call);
  const auto size = static_cast<std::size_t>(int_of(call.prepared.body, "pageSize", int_of(facts, "size")));
  const auto page = static_cast<std::size_t>(int_of(call.prepared.body, "page", 1));
  Json list = Json::array();
  for (std::size_t i = page <= files.size() ? (page - 1) * size : files.size(); i < files.size() && list.size() < size;
       ++i)
    list.push_back(detail::file_view(call, *files[i]));
  return detail::file_answer(call, "list", {{"files", list}, {"total", files.size()}});
}

inline Response file_quota(Call& call) {
  const auto used = static_cast<std::int64_t>(detail::files_of(call).size());
  const std::int64_t most = int_of(upload_facts(call), "max_files");
  Json data{{"user_group", text_of(task_facts(call), "user_group")},
            {"used_files", used},
            {"max_files", most},
            {"remain_files", most - used}};
  data.update(child(upload_facts(call), "quota"));
  return detail::file_answer(call, "quota", data);
}

inline Response delete_file(Call& call) {
  FileRecord* file = call.state.find_file(call.param("file"));
  if (file == nullptr || !detail::is_there(call, *file)) return refuse(call, {ErrorKind::unknown_file, {}});
  detail::forget(call, *file);
  return detail::file_answer(call, "delete", nullptr);
}

namespace detail {

inline Response bytes_of(const Call& call, const FileRecord* file) {
  if (file == nullptr || !file->stored || call.now > file->expires) return refuse(call, {ErrorKind::unknown_file, {}});
  Response response;
  response.body = FileRef{file->id, file->content_type, file->size};
  return response;
}

}  // namespace detail

inline Response download_file(Call& call) { return detail::bytes_of(call, call.state.find_file(call.param("file"))); }

inline Response public_file(Call& call) {
  return detail::bytes_of(call, call.state.file_placed(call.spec().name, call.param("place")));
}

}  // namespace mockling::evolink
