// Owns: the words a prompt may carry for clients that can do nothing else: [[mockling: moderated, run=30s]].
// Never knows: whose job it will be.
// Used by: core/call, core/planner, core/submission.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/result.hpp>
#include <mockling/base/time.hpp>
#include <mockling/core/fault.hpp>
#include <mockling/spec/provider_spec.hpp>

namespace mockling {

// What a prompt asks of its own job.
struct Marker {
  std::string ending;
  std::optional<Nanos> queued;
  std::optional<Nanos> running;
  std::vector<std::string> faults;  // in the compact notation
};

namespace detail {

inline Result<void> read_marker_word(std::string_view word, Marker& marker) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) return marker.ending = std::string(word), Result<void>();
  const std::string_view name = word.substr(0, equals);
  if (name == "fault") {
    const std::string text(trim(word.substr(equals + 1)));
    if (auto rule = parse_fault(Json(text)); !rule) return Error{"[[mockling: fault=…]]: " + rule.error().message};
    return marker.faults.push_back(text), Result<void>();
  }
  const auto duration = parse_duration(word.substr(equals + 1));
  if ((name != "queue" && name != "run") || !duration)
    return Error{"a [[mockling: …]] marker takes an ending, queue=TIME, run=TIME (like 30s) or fault=FAULT; got \"" +
                 std::string(utf8_prefix(word, 60)) + "\""};
  (name == "queue" ? marker.queued : marker.running) = *duration;
  return {};
}

}  // namespace detail

// Reads every [[mockling: word, word]] of `text` into `marker`, or says what is wrong with one.
inline Result<void> read_markers(std::string_view text, Marker& marker) {
  constexpr std::string_view kOpen = "[[mockling:";
  for (std::size_t at; (at = text.find(kOpen)) != std::string_view::npos;) {
    text.remove_prefix(at + kOpen.size());
    const std::size_t close = text.find("]]");
    if (close == std::string_view::npos) return Error{"a [[mockling: …]] marker lacks its closing ]]"};
    for (const std::string_view piece : split(text.substr(0, close), ','))
      if (const std::string_view word = trim(piece); !word.empty())
        if (auto read = detail::read_marker_word(word, marker); !read) return read;
    text.remove_prefix(close + 2);
  }
  return {};
}

// What an input asks of its own job, in the fields of the provider's data that may carry markers; an error when one
// cannot be read or asks for an ending that this provider does not have.
inline Result<Marker, ApiError> markers_in(const ProviderSpec& spec, const Json& input) {
  Marker marker;
  for (const std::string& field : spec.marker_fields) {
    const Json* value = member(input, field);
    if (value == nullptr || !value->is_string()) continue;
    if (auto read = read_markers(value->get_ref<const std::string&>(), marker); !read)
      return ApiError{ErrorKind::bad_marker, read.error().message};
  }
  if (marker.ending.empty() || spec.ending(marker.ending) != nullptr) return marker;
  std::string known;
  for (const auto& [name, ignored] : spec.endings) known += (known.empty() ? "" : ", ") + name;
  return ApiError{ErrorKind::bad_marker,
                  "no ending is called \"" + std::string(utf8_prefix(marker.ending, 60)) + "\"; there are: " + known};
}

}  // namespace mockling
