// Owns: content that is refused at once, where moderation does not wait for the task.
// Never knows: what is wrong with any content; prompts and scenarios say so.
// Used by: providers/evolink/generations.
#pragma once

#include <optional>
#include <string>

#include <mockling/core/file_limits.hpp>
#include <mockling/providers/evolink/envelope.hpp>

namespace mockling::evolink {

// The refusal of an order whose task would end moderated. It counts as a task of the world, so that the scenario goes
// on.
inline std::optional<Response> refused_content(Call& call, const Order& order) {
  if (!call.spec().behaves("moderation", "refuse")) return std::nullopt;
  const auto& marker = order.submission->marker;
  if (!marker) return std::nullopt;  // refused with its own words
  const std::uint64_t number = call.state.next_number();
  const std::string ending = choose_ending(*marker, order.demand, call.state.settings().scenario, number);
  const Json& facts = child(task_facts(call), "refused_content");
  const Json& end = child(child(call.spec().document, "endings"), ending);
  if (text_of(end, "code") != text_of(facts, "code")) return std::nullopt;
  call.state.skip_numbers(number + 1);
  return json_response(call, static_cast<int>(int_of(facts, "status")),
                       with_text(child(facts, "body"), text_of(end, "text")));
}

}  // namespace mockling::evolink
