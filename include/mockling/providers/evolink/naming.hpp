// Owns: what an uploaded file is to be called, where it lies and of which type it is.
// Never knows: answers; where bytes go.
// Used by: providers/evolink/files.
#pragma once

#include <string>
#include <utility>

#include <mockling/base/media_type.hpp>
#include <mockling/core/upload.hpp>
#include <mockling/providers/evolink/envelope.hpp>

namespace mockling::evolink {

inline const Json& upload_facts(const Call& call) { return child(call.spec().document, "uploads"); }

// What a client wishes for its file; any of it may be empty.
struct Wish {
  std::string folder;
  std::string name;
  std::string shown;  // what the file was called before
  std::string type;
};

namespace detail {

// Every plain segment of a folder's path, made safe; a path that leads upwards leads nowhere.
inline std::string safe_folder(std::string_view path) {
  std::string folder;
  for (const std::string_view segment : mockling::detail::path_segments(path))
    if (segment.find_first_not_of('.') != std::string_view::npos)
      folder.append(folder.empty() ? "" : "/").append(safe_file_name(segment));
  return folder;
}

// The value of the first of the data's spellings of a field that is given; `value_of` looks one up.
template <class Lookup>
std::string spelled(const Call& call, std::string_view field, const Lookup& value_of) {
  for (const Json& spelling : child(child(upload_facts(call), "fields"), field))
    if (std::string value = value_of(spelling.get_ref<const std::string&>()); !value.empty()) return value;
  return {};
}

// Without the parameters that may follow.
inline std::string bare_type(std::string_view type) { return to_lower(trim(type.substr(0, type.find(';')))); }

inline std::string extension_of(const Call& call, std::string_view type) {
  for (const auto& [extension, known] : child(upload_facts(call), "extensions").items())
    if (known == Json(type)) return "." + extension;
  return {};
}

}  // namespace detail

// The wish in a JSON body.
inline Wish wish_in(const Call& call, const Json& body) {
  const auto value_of = [&](const std::string& name) { return text_of(body, name); };
  return {detail::spelled(call, "folder", value_of), detail::spelled(call, "name", value_of), {}, {}};
}

// The wish in a form that sends `part`.
inline Wish wish_in(const Call& call, const FormPart& part) {
  const auto value_of = [&](const std::string& name) {
    for (const FormPart& field : call.request.parts)
      if (field.name == name && field.filename.empty()) return field.content.bytes;
    return std::string();
  };
  const std::string type = detail::bare_type(part.content_type);
  return {detail::spelled(call, "folder", value_of), detail::spelled(call, "name", value_of), part.filename,
          type == "application/octet-stream" ? std::string() : type};
}

// A record for this wish. A file without any name is called by its id and type.
inline FileRecord named_file(const Call& call, const Wish& wish) {
  const std::string& name = wish.name.empty() ? wish.shown : wish.name;
  FileRecord file = new_file(call, upload_facts(call), name, wish.type, call.spec().file_retention);
  if (name.empty()) file.name = file.id + detail::extension_of(call, wish.type);
  const std::string folder = detail::safe_folder(wish.folder);
  file.place = folder.empty() ? file.name : folder + "/" + file.name;
  file.shown = wish.shown.empty() ? file.name : wish.shown;
  return file;
}

// The folder of a file's place.
inline std::string_view folder_of(const FileRecord& file) {
  const std::string_view place = file.place;
  return place.substr(0, place.size() > file.name.size() ? place.size() - file.name.size() - 1 : 0);
}

}  // namespace mockling::evolink
