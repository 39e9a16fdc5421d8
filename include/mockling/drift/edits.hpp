// Owns: the edit of our data that a published document asks for: JSON Patch with sources, touching only what it says.
// Never knows: folders; how a document is written.
// Used by: mockserver drift --write, --serve, --requests.
#pragma once

#include <mockling/base/decimal.hpp>
#include <mockling/drift/review.hpp>
#include <mockling/drift/schema_facts.hpp>
#include <mockling/spec/catalog.hpp>

namespace mockling::drift {

struct Edits {
  Json patch = Json::array();          // RFC 6902, plus "file" below schemas/
  std::vector<std::string> untouched;  // changes that are left to a person, each with the reason
};

namespace detail {

// "multi_prompt[].duration" → "/input/properties/multi_prompt/items/properties/duration"
inline std::string data_pointer(const std::string& name) {
  std::string pointer = "/input";
  for (const std::string_view part : split(name, '.')) {
    const bool list = ends_with(part, "[]");
    pointer += "/properties" + pointer_step(list ? part.substr(0, part.size() - 2) : part);
    if (list) pointer += "/items";
  }
  return pointer;
}

class EditWriter {
 public:
  EditWriter(const std::vector<DataFile>& files, const Document& published) : published_(published) {
    for (const DataFile& file : files) {
      auto document = parse_json(file.text, {64, 100000});
      if (!document || !document->contains("input")) continue;
      const std::string id = text_of(*document, "id");
      files_[id] = {file.name.substr(std::string_view("schemas/").size()), *document, *document};
    }
  }

  Edits write(const Document& known) {
    const Document told = aligned(published_, known);
    const Index index = index_of(told);
    for (const Change& change : review(known, told).changes) {
      const auto file = files_.find(change.subject);
      const auto subject = index.find(change.subject);
      if (change.disputed)
        leave(change, "the document contradicts itself");
      else if (file == files_.end() || subject == index.end())
        leave(change, "it is about no model of ours");
      else if (!edit(change, file->second, subject->second))
        leave(change, "it cannot be said as an edit of one place");
    }
    return std::move(edits_);
  }

 private:
  struct File {
    std::string name;
    Json document;  // as edited so far
    Json original;
  };

  void leave(const Change& change, const std::string& why) {
    edits_.untouched.push_back(change.fingerprint + " " + change.subject + ": " + std::string(side_name(change.side)) +
                               " " + change.name + " " + change.facet + ": " + why);
  }

  bool edit(const Change& change, File& file, const Subject& told) {
    if (change.side == Side::price) return price(change, file);
    if (change.side != Side::request || change.name.find(' ') != std::string::npos) return false;
    const std::string pointer = data_pointer(change.name);
    if (change.move == Move::removed && change.facet == "present")
      return apply(file, "remove", pointer, Json(), change);
    if (change.move == Move::renamed || told.count(change.side) == 0) return false;
    const Names& names = told.at(change.side);
    const auto facets = names.find(change.name);
    if (facets == names.end()) return false;
    const bool fresh = !file.document.contains(Json::json_pointer(pointer));
    if (fresh) {
      if (!apply(file, "add", pointer, field(facets->second), change)) return false;
      return value_of(facets->second, "required") == nullptr || *value_of(facets->second, "required") == false ||
             require(file, change, true);
    }
    if (change.facet == "required") return require(file, change, change.move == Move::narrowed);
    return facet(file, pointer + "/" + change.facet, value_of(facets->second, change.facet), change);
  }

  static Json typed_words(const Json& words) {
    const auto list = words_of(&words);
    return list.size() == 1 ? Json(list.front()) : Json(list);
  }

  static Json field(const Facets& facets) {
    Json schema = Json::object();
    if (const Json* type = value_of(facets, "type")) schema["type"] = typed_words(*type);
    for (const std::string_view name : kPlainFacets)
      if (const Json* value = value_of(facets, std::string(name));
          value != nullptr && name != "format" && name != "pattern")
        schema[std::string(name)] = *value;
    return schema;
  }

  bool facet(File& file, const std::string& pointer, const Json* value, const Change& change) {
    const bool there = file.document.contains(Json::json_pointer(pointer));
    if (value == nullptr) return there && apply(file, "remove", pointer, Json(), change);
    const Json written = change.facet == "type" ? typed_words(*value) : *value;
    return apply(file, there ? "replace" : "add", pointer, written, change);
  }

  // The list of required members of the object that holds the field.
  bool require(File& file, const Change& change, bool must) {
    const std::string pointer = data_pointer(change.name);
    const std::string holder = pointer.substr(0, pointer.rfind("/properties/"));
    const std::string name = change.name.substr(change.name.rfind('.') + 1);
    const std::string list = holder + "/required";
    const bool there = file.document.contains(Json::json_pointer(list));
    Json names = there ? file.document[Json::json_pointer(list)] : Json::array();
    if (must)
      names.push_back(name);
    else
      names.erase(std::remove(names.begin(), names.end(), Json(name)), names.end());
    return apply(file, there ? "replace" : "add", list, names, change);
  }

  // A row's amount, where the change is of just that row and the new amount a second is exact.
  bool price(const Change& change, File& file) {
    const std::string place = change.where_before;
    if (!starts_with(place, "/price/rows/") || !change.price) return false;
    const Json& row = file.original[Json::json_pointer(place)];
    const auto old_rate = parse_decimal(text_of(row, "per_second"));
    const auto before = parse_decimal(change.price->before), now = parse_decimal(change.price->after);
    if (!old_rate || old_rate->nano == 0 || !before || !now || before->nano % old_rate->nano != 0) return false;
    const auto amount = multiply_exact(*now, 1, before->nano / old_rate->nano);
    return amount && apply(file, "replace", place + "/per_second", Json(to_text(*amount)), change);
  }

  // Says where it comes from beside saying it. What is done already is not done twice.
  bool apply(File& file, const char* op, const std::string& pointer, const Json& value, const Change& change) {
    Json step{{"file", file.name}, {"op", op}, {"path", pointer}};
    if (std::string_view(op) != "remove") step["value"] = value;
    Json plain = step;
    plain.erase("file");
    const Json::json_pointer place(pointer);
    if (file.document.contains(place) && std::string_view(op) != "remove" && file.document[place] == value) return true;
    try {
      file.document = file.document.patch(Json::array({plain}));
    } catch (const Json::exception&) {
      return false;
    }
    edits_.patch.push_back(std::move(step));
    const bool page = published_.kind == "page";
    const std::string where = change.where_after.empty() ? "" : ", " + change.where_after;
    const Json source{
        {"source", published_.name + where + (std::string_view(op) == "remove" ? ": no longer there" : "")},
        {"confidence", page ? "documented" : "observed"}};
    const std::string entry =
        "/sources" + pointer_step(std::string_view(op) == "remove" ? pointer.substr(0, pointer.rfind('/')) : pointer);
    file.document = file.document.patch(Json::array({Json{{"op", "add"}, {"path", entry}, {"value", source}}}));
    edits_.patch.push_back({{"file", file.name}, {"op", "add"}, {"path", entry}, {"value", source}});
    return true;
  }

  const Document& published_;
  std::map<std::string, File> files_;  // by model id
  Edits edits_;
};

}  // namespace detail

// The edit that makes `files` (our data, read as `known`) say what the published document says.
inline Edits edits_for(const std::vector<DataFile>& files, const Document& known, const Document& published) {
  return detail::EditWriter(files, published).write(known);
}

// The files with the edits made. Files without an edit keep their bytes.
inline Result<std::vector<DataFile>> edited(std::vector<DataFile> files, const Edits& edits) {
  std::map<std::string, Json> steps;
  for (const Json& step : edits.patch) {
    Json plain = step;
    plain.erase("file");
    Json& list = steps["schemas/" + text_of(step, "file")];
    if (list.is_null()) list = Json::array();
    list.push_back(std::move(plain));
  }
  for (DataFile& file : files)
    if (const auto found = steps.find(file.name); found != steps.end()) {
      try {
        file.text = Json::parse(file.text).patch(found->second).dump(2) + "\n";
      } catch (const Json::exception& failure) {
        return Error{file.name + " cannot be edited: " + failure.what()};
      }
    }
  return files;
}

}  // namespace mockling::drift
