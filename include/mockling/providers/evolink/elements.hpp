// Owns: which elements there are in a world, and whether a task asks for one that is not.
// Never knows: how tasks are made.
// Used by: providers/evolink/generations.
#pragma once

#include <optional>
#include <string>

#include <mockling/providers/evolink/task.hpp>

namespace mockling::evolink {

namespace detail {

// Ids are compared as decimal texts, however they are written.
inline std::string id_text(const Json& id) { return id.is_string() ? id.get<std::string>() : dump(id); }

// The task that made the element of this id, if it is done and still kept.
inline const Job* element_maker(const Call& call, const std::string& id) {
  for (const Job& job : call.state.jobs()) {
    const bool makes = job.provider == call.spec().name && output_of(call, job) == "element";
    if (makes && !(job.expires < call.now) && phase_at(job, call.now) == Phase::succeeded &&
        element_of(call, job) == id)
      return &job;
  }
  return nullptr;
}

}  // namespace detail

// The first element in the list of a task that does not exist, or is of a kind that the model does not take.
inline std::optional<Violation> unknown_element(const Call& call, const Submission& submission) {
  const Json& facts = child(call.spec().document, "elements");
  const std::string place = text_of(facts, "list");
  const Json* list = member_at(submission.input, place);
  if (list == nullptr || !list->is_array()) return std::nullopt;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Json& id = child((*list)[i], text_of(facts, "item"));
    const Job* maker = detail::element_maker(call, detail::id_text(id));
    const std::string path = pointer_to(place) + "/" + std::to_string(i) + pointer_step(text_of(facts, "item"));
    if (maker == nullptr) return Violation{path, "unknown_element", nullptr, id};
    const Json made_of = Json::parse(maker->input);
    const Json* kind = member_at(made_of, text_of(facts, "kind"));
    const std::string refused = text_of(submission.model->document, "refused_elements");
    if (!refused.empty() && kind != nullptr && *kind == refused) return Violation{path, "refused_element", refused, id};
  }
  return std::nullopt;
}

}  // namespace mockling::evolink
