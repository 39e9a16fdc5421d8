#include "drift_requests.hpp"

#include <mockling/core/submit.hpp>
#include <mockling/drift/bounded.hpp>

namespace mockling::cli {

namespace {

constexpr std::size_t kMostCalls = 20'000;

// "https://host/a/b?c" → "/a/b"
std::string path_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) {
    const std::size_t slash = url.find('/', scheme + 3);
    url = slash == std::string_view::npos ? "/" : url.substr(slash);
  }
  return std::string(url.substr(0, url.find('?')));
}

void add_call(std::vector<RecordedCall>& calls, const std::string& place, const std::string& method,
              const std::string& url, const Json& body) {
  if (method != "POST" || calls.size() >= kMostCalls) return;
  if (body.is_object()) return calls.push_back({place, path_of(url), body});
  if (!body.is_string()) return;
  auto parsed = drift::bounded_json(body.get_ref<const std::string&>());
  if (parsed && parsed->is_object()) calls.push_back({place, path_of(url), std::move(*parsed)});
}

struct Found {
  const Provider* provider = nullptr;
  const Model* model = nullptr;
};

// By the member of the body that names the model, or by the end of the path.
Found model_of(const Catalog& catalog, const RecordedCall& call) {
  Found found;
  for (const Provider& provider : catalog.providers) {
    const std::string field = text_of(provider.spec.document, "model_field");
    if (const Model* model = field.empty() ? nullptr : provider.model(text_of(call.body, field)))
      return {&provider, model};
    for (const Model& model : provider.models)
      if (ends_with(call.path, "/" + model.id) && (found.model == nullptr || model.id.size() > found.model->id.size()))
        found = {&provider, &model};
  }
  return found;
}

std::optional<Decimal> price_of(const Model& model, const Json& input) {
  const auto quoted = quote(model.price, input, no_files);
  return quoted ? std::optional(quoted->price.amount) : std::nullopt;
}

void compare_meaning(const Json& before, const Json& after, std::vector<std::string>& findings) {
  for (const auto& [name, value] : after.items()) {
    const Json* old = member(before, name);
    if (old != nullptr && *old != value)
      findings.push_back("means " + name + " = " + dump(value) + " instead of " + dump(*old));
    if (old == nullptr) findings.push_back("means " + name + " = " + dump(value) + ", of which nothing was known");
  }
  for (const auto& [name, value] : before.items())
    if (member(after, name) == nullptr) findings.push_back("no longer means " + name + " = " + dump(value));
}

CallVerdict judge(const RecordedCall& call, const Found& old, const Catalog& after) {
  CallVerdict verdict{call.place, old.model->id, false, {}};
  const Submission before = prepare_submission(old.provider->spec, *old.model, call.body);
  const Provider* provider = after.provider(old.provider->spec.name);
  const Model* model = provider != nullptr ? provider->model(old.model->id) : nullptr;
  if (model == nullptr) {
    verdict.refused = true;
    verdict.findings.emplace_back("is refused: the model is gone");
    return verdict;
  }
  const Submission now = prepare_submission(provider->spec, *model, call.body);
  verdict.refused = before.violations.empty() && !now.violations.empty();
  if (verdict.refused) verdict.findings.push_back("is refused: " + say(provider->spec.words, now.violations.front()));
  if (!before.violations.empty() && now.violations.empty()) verdict.findings.emplace_back("is taken; it was refused");
  if (!before.violations.empty() || !now.violations.empty()) return verdict;
  compare_meaning(before.input, now.input, verdict.findings);
  const auto old_price = price_of(*old.model, before.input), price = price_of(*model, now.input);
  const std::string currency = " " + model->price.currency.code;
  if (old_price && price && *old_price != *price)
    verdict.findings.push_back("costs " + to_text(*price) + currency + " instead of " + to_text(*old_price) + currency);
  return verdict;
}

}  // namespace

Result<std::vector<RecordedCall>> recorded_calls(std::string_view text) {
  const auto root = drift::bounded_json(text);
  if (!root) return root.error();
  std::vector<RecordedCall> calls;
  const Json& har = child(child(*root, "log"), "entries");
  const Json& journal = child(*root, "entries");
  if (!har.is_array() && !journal.is_array())
    return Error{"is neither HAR (\"log\": {\"entries\": […]}) nor a journal (\"entries\": […])"};
  for (std::size_t i = 0; i < har.size(); ++i) {
    const Json& request = child(har[i], "request");
    add_call(calls, "entry " + std::to_string(i), text_of(request, "method"), text_of(request, "url"),
             child(child(request, "postData"), "text"));
  }
  for (std::size_t i = 0; i < journal.size(); ++i)
    add_call(calls, "entry " + std::to_string(int_of(journal[i], "number", static_cast<std::int64_t>(i))),
             text_of(journal[i], "method"), text_of(journal[i], "path"), child(child(journal[i], "request"), "body"));
  return calls;
}

std::vector<CallVerdict> judge_calls(const std::vector<RecordedCall>& calls, const Catalog& before,
                                     const Catalog& after) {
  std::vector<CallVerdict> verdicts;
  for (const RecordedCall& call : calls)
    if (const Found found = model_of(before, call); found.model != nullptr)
      verdicts.push_back(judge(call, found, after));
  return verdicts;
}

}  // namespace mockling::cli
