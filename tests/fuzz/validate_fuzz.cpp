// Any text as the input of any model: parsing, checking, pricing and shaping never crash and agree with each other.
//
// The first line names the model by number; the rest is the body.
#include "../contract/emulated.hpp"
#include "input.hpp"

using namespace mockling;
using fuzz::demand;

namespace {

void check(const Provider& provider, const Model& model, const Json& input) {
  const Submission submission = prepare_submission(provider.spec, model, input);
  for (const Violation& violation : submission.violations) {
    const std::string said = say(provider.spec.words, violation);
    demand(!said.empty() && said.size() < 4000 && is_utf8(said), "a violation is said shortly in UTF-8", said);
  }
  const auto quoted = quote(model.price, submission.input, no_files);
  const ClipShape shape = clip_shape(model.media, submission.input, no_files);
  if (!submission.violations.empty()) return;
  demand(dump(normalise(model.input, submission.input)) == dump(submission.input),
         "normalising twice is normalising once");
  demand(validate(model.input, submission.input).empty() || provider.spec.behaves("unknown_keys", "reject"),
         "defaults are valid", dump(submission.input));
  demand(!quoted || !(quoted->price.amount < Decimal{0}), "a price is not negative");
  demand(model.media.output != "video" || (shape.size.width > 0 && shape.size.height > 0), "a clip has a size");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const Provider& provider = *test::default_catalog()->provider("wavespeed");
  const auto number = static_cast<std::size_t>(parse_int(text.substr(0, end)).value_or(0));
  const auto input = parse_json(text.substr(std::min(end + 1, text.size())));
  if (!input) return 0;
  demand(is_utf8(dump(*input)), "what was parsed is UTF-8 again");
  if (input->is_object()) check(provider, provider.models[number % provider.models.size()], *input);
  std::vector<std::string> problems;
  compile_schema(*input, "schema", problems);
  return 0;
}
