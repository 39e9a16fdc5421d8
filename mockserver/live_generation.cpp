#include "live_generation.hpp"

#include <algorithm>
#include <thread>

#include <mockling/core/submission.hpp>
#include <mockling/spec/price.hpp>

#include "live_place.hpp"

namespace mockling::cli {

namespace {

using Clock = std::chrono::steady_clock;
using Words = std::vector<std::pair<std::string, LiveAnswer>>;  // the first answer with each status word, in order

std::string text_at(const LiveAnswer& answer, const std::string& pointer) {
  const auto body = parse_json(answer.body);
  const Json* value = body ? find_at(*body, pointer) : nullptr;
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

bool is_end(const Provider& provider, const std::string& word) {
  for (std::size_t i = 0; i < kPhases.size(); ++i)
    if (is_terminal(static_cast<Phase>(i)) && provider.spec.status_words[i] == word) return true;
  return false;
}

LiveCheck filled(LiveCheck check, const std::string& name, const std::string& value) {
  check.request.path = replace_all(check.request.path, "{" + name + "}", value);
  return check;
}

Words poll(const LiveClient& client, const LiveCheck& check, const LiveGeneration& how, const Provider& provider,
           std::chrono::milliseconds pause, std::chrono::minutes patience) {
  Words words;
  const auto latest = Clock::now() + patience;
  for (;; std::this_thread::sleep_for(pause)) {
    LiveAnswer answer = client.ask(check.request);
    const std::string word = text_at(answer, how.status);
    const auto known = std::find_if(words.begin(), words.end(), [&](const auto& each) { return each.first == word; });
    if (known == words.end()) words.emplace_back(word, std::move(answer));
    if (word.empty() || is_end(provider, word) || latest < Clock::now()) return words;
  }
}

// The check for one status word: it shows no fact about another word.
LiveCheck check_for(LiveCheck check, const LiveGeneration& how, const Provider& provider, const std::string& word) {
  check.id += " " + word;
  const auto other = [&](const LiveFact& fact) {
    const Json* value = find_at(provider.spec.document, fact.pointer);
    return fact.place == "body" + how.status && value != nullptr && *value != word;
  };
  check.facts.erase(std::remove_if(check.facts.begin(), check.facts.end(), other), check.facts.end());
  return check;
}

}  // namespace

Result<LiveOrder> cheapest_order(const LiveGeneration& generation, const Provider& provider) {
  LiveOrder best;
  for (const LiveGeneration::Candidate& candidate : generation.candidates) {
    const Model* model = provider.model(candidate.model);
    Json input = candidate.input;
    if (!provider.spec.model_field.empty()) input[provider.spec.model_field] = candidate.model;
    const Submission submission = prepare_submission(provider.spec, *model, input);
    const auto quoted = quote(model->price, submission.input, no_files);
    if (!submission.violations.empty() || !quoted) continue;
    if (best.model == nullptr || quoted->price.amount < best.price.amount)
      best = {model, std::move(input), quoted->price};
  }
  if (best.model == nullptr) return Error{"no generation of " + provider.spec.name + "'s has a price by our data"};
  return best;
}

bool made_job(const LiveGeneration& generation, const LiveAnswer& answer) {
  return !text_at(answer, generation.id).empty();
}

std::vector<LiveExchange> generate_both(const LiveGeneration& generation, const Provider& provider,
                                        const LiveOrder& order, const LivePair& pair, std::deque<LiveCheck>& checks) {
  std::vector<LiveExchange> exchanges;
  const auto note = [&](LiveCheck check, LiveAnswer here, LiveAnswer there) {
    checks.push_back(std::move(check));
    LiveExchange exchange{
        &checks.back(), pair.there.words(checks.back().request), std::move(here), std::move(there), {}};
    if (exchange.answered()) exchange.differences = differences(*exchange.check, exchange.here, exchange.there);
    exchanges.push_back(std::move(exchange));
  };
  LiveCheck submit = filled(generation.submit, "model", order.model->id);
  submit.request.body = dump(order.input);
  LiveAnswer here = pair.here.ask(submit.request), there = pair.there.ask(submit.request);
  const std::string id_here = text_at(here, generation.id), id_there = text_at(there, generation.id);
  note(std::move(submit), std::move(here), std::move(there));
  if (id_here.empty() || id_there.empty()) return exchanges;
  const LiveCheck at_home = filled(filled(generation.poll, "model", order.model->id), "id", id_here);
  const LiveCheck away = filled(filled(generation.poll, "model", order.model->id), "id", id_there);
  const Words theirs = poll(pair.there, away, generation, provider, pair.pause, pair.patience);
  const Words ours = poll(pair.here, at_home, generation, provider, std::chrono::milliseconds(100), pair.patience);
  for (const auto& each_theirs : theirs) {
    const std::string& status = each_theirs.first;
    const auto same = std::find_if(ours.begin(), ours.end(), [&](const auto& each) { return each.first == status; });
    note(check_for(away, generation, provider, status), same != ours.end() ? same->second : ours.back().second,
         each_theirs.second);
  }
  return exchanges;
}

}  // namespace mockling::cli
