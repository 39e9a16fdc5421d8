// Owns: reading JSON that anyone may have written: large documents, but no shape that would cost more than its size.
// Never knows: what a document means.
// Used by: drift/read.
#pragma once

#include <vector>

#include <mockling/base/json.hpp>

namespace mockling::drift {

struct DocumentLimits {
  std::size_t bytes = 64U << 20U;
  std::size_t depth = 64;
  std::size_t members = 4096;  // of one object, because members are searched one by one
  std::size_t values = 2'000'000;
};

namespace detail {

// What breaks a limit, or "". Counts only; builds nothing.
class ShapeCheck {
 public:
  explicit ShapeCheck(const DocumentLimits& limits) : limits_(limits) {}

  std::string complaint(std::string_view text) {
    bool in_string = false;
    for (std::size_t i = 0; i < text.size() && problem_.empty(); ++i) {
      if (in_string) {
        if (text[i] == '\\')
          ++i;
        else if (text[i] == '"')
          in_string = false;
      } else if (text[i] == '"') {
        in_string = true;
      } else {
        structure(text[i]);
      }
    }
    return problem_;
  }

 private:
  void structure(char c) {
    if (c == '{' || c == '[') {
      open_.push_back(0);
      if (open_.size() > limits_.depth) problem_ = "is nested deeper than " + std::to_string(limits_.depth) + " levels";
    } else if ((c == '}' || c == ']') && !open_.empty()) {
      open_.pop_back();
    } else if (c == ':' && !open_.empty() && ++open_.back() > limits_.members) {
      problem_ = "has an object of more than " + std::to_string(limits_.members) + " members";
    }
    if ((c == ':' || c == ',') && ++values_ > limits_.values)
      problem_ = "has more than " + std::to_string(limits_.values) + " values";
  }

  const DocumentLimits& limits_;
  std::vector<std::size_t> open_;
  std::size_t values_ = 0;
  std::string problem_;
};

}  // namespace detail

// The JSON in `text`, or what is wrong with it. Time and memory stay proportional to the size of the text.
inline Result<Json> bounded_json(std::string_view text, const DocumentLimits& limits = {}) {
  if (text.size() > limits.bytes) return Error{"is larger than " + std::to_string(limits.bytes) + " bytes"};
  const std::string complaint = detail::ShapeCheck(limits).complaint(text);
  if (!complaint.empty()) return Error{complaint};
  auto document = parse_json(text, {limits.depth, limits.values});
  if (!document) return Error{"is " + document.error().message};
  return document;
}

}  // namespace mockling::drift
