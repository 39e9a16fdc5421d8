// Owns: finding out what kind of document a text is and reading it, or saying clearly why nobody can.
// Never knows: files, folders, hosts.
// Used by: mockserver drift.
#pragma once

#include <mockling/drift/bounded.hpp>
#include <mockling/drift/read_catalog.hpp>
#include <mockling/drift/read_data.hpp>
#include <mockling/drift/read_openapi.hpp>
#include <mockling/drift/read_page.hpp>

namespace mockling::drift {

namespace detail {

inline std::string_view beginning(std::string_view text) {
  if (starts_with(text, "\xEF\xBB\xBF")) text.remove_prefix(3);
  return trim(text);
}

inline Result<Document> read_json(const std::string& name, std::string_view text) {
  const auto root = bounded_json(text);
  if (!root) return Error{name + " " + root.error().message};
  if (root->is_object() && root->contains("openapi")) return read_openapi(name, *root);
  if (!catalog_entries(*root).empty()) return read_catalog(name, *root);
  return Error{name +
               " is JSON of no known kind: an OpenAPI document has \"openapi\" and \"paths\", a model catalog is a "
               "list of entries with \"model_id\" and \"api_schema\""};
}

}  // namespace detail

// What one published document says. A text that no reader understands is an error, never an empty document.
inline Result<Document> read_document(const std::string& name, std::string_view text) {
  if (text.size() > DocumentLimits{}.bytes)
    return Error{name + " is larger than " + std::to_string(DocumentLimits{}.bytes) + " bytes"};
  const std::string_view content = detail::beginning(text);
  if (content.empty()) return Error{name + " is empty"};
  if (content.front() == '{' || content.front() == '[') return detail::read_json(name, content);
  return read_page(name, text);
}

// Several documents as one: places are led by the document's name.
inline Document together(const std::string& name, const std::vector<Document>& documents) {
  Document all{name, documents.front().kind, true, true, {}};
  for (const Document& document : documents) {
    if (document.kind != all.kind) all.kind = "mixed";
    all.exhaustive = all.exhaustive && document.exhaustive;
    all.whole = all.whole && document.whole;
    for (Fact fact : document.facts) {
      fact.where = document.name + ":" + fact.where;
      all.facts.push_back(std::move(fact));
    }
    for (const std::string& trouble : document.unread) all.unread.push_back(document.name + ":" + trouble);
    all.owner.insert(document.owner.begin(), document.owner.end());
  }
  return all;
}

}  // namespace mockling::drift
