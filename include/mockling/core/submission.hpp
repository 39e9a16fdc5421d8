// Owns: a model input on its way in: made lenient as the provider is, validated, completed with defaults.
// Never knows: worlds, money, jobs.
// Used by: core/submit, core/emulator, mockserver.
#pragma once

#include <algorithm>
#include <string>

#include <mockling/core/call.hpp>
#include <mockling/core/lenient.hpp>

namespace mockling {

namespace detail {

// A required field that is "" or [] counts as missing; reported where the schema has it.
inline void report_empty(const Schema& schema, const Json& input, Violations& violations) {
  for (const std::string& name : schema.required) {
    const Json* value = member(input, name);
    const bool empty = value != nullptr && ((value->is_string() && value->get_ref<const std::string&>().empty()) ||
                                            (value->is_array() && value->empty()));
    if (empty) violations.push_back({pointer_step(name), "empty", true, *value});
  }
}

// Orders violations by the property they belong to, so that the first is the first on the provider's page.
inline void order_by_property(const Schema& schema, Violations& violations) {
  const auto rank = [&](const Violation& violation) {
    for (std::size_t i = 0; i < schema.properties.size(); ++i) {
      const std::string step = pointer_step(schema.properties[i].name);
      if (starts_with(violation.path, step) &&
          (violation.path.size() == step.size() || violation.path[step.size()] == '/'))
        return i;
    }
    return schema.properties.size();
  };
  std::stable_sort(violations.begin(), violations.end(),
                   [&](const Violation& a, const Violation& b) { return rank(a) < rank(b); });
}

}  // namespace detail

// `input` checked and completed as this provider does it. Pure.
inline Submission prepare_submission(const ProviderSpec& spec, const Model& model, Json input) {
  Submission submission{&model, Json(), {}};
  for (const std::string& name : spec.common_inputs)
    if (model.input.property(name) == nullptr) input.erase(name);
  if (spec.behaves("null_input", "absent")) detail::drop_nulls(input);
  if (spec.behaves("null_input", "absent_below")) detail::drop_all_nulls(input);
  if (spec.behaves("unknown_keys", "drop")) detail::drop_unknown(model.input, input);
  if (spec.behaves("coerce_numbers")) detail::coerce(model.input, input, detail::read_number);
  if (spec.behaves("coerce_booleans")) detail::coerce(model.input, input, detail::read_boolean);
  const TextUnit unit = spec.behaves("text_length", "bytes") ? TextUnit::bytes : TextUnit::code_points;
  submission.violations = validate(model.input, input, unit);
  if (spec.behaves("empty_is_missing")) detail::report_empty(model.input, input, submission.violations);
  submission.input = normalise(model.input, input);
  submission.marker = markers_in(spec, submission.input);
  const bool judged = submission.violations.empty() || !spec.behaves("rules_after_schema");
  for (const Rule& rule : model.rules)
    if (judged && rule.ending.empty())
      if (auto violation = broken(rule, submission.input)) submission.violations.push_back(std::move(*violation));
  detail::order_by_property(model.input, submission.violations);
  return submission;
}

}  // namespace mockling
