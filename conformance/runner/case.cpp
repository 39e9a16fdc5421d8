#include "case.hpp"

#include <algorithm>
#include <array>

#include <mockling/base/text.hpp>

#include "predicates.hpp"
#include "selector.hpp"
#include "wording.hpp"

namespace mockling::conform {

namespace {

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool has(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

constexpr std::array<std::string_view, 23> kMembers = {
    "id",   "revision",  "since",    "wave",      "title",  "about",  "providers",   "needs",
    "lane", "universes", "variants", "only",      "op",     "tuning", "deadline_ms", "key",
    "env",  "world",     "faults",   "settle_ms", "expect", "lab",    "requires"};
constexpr std::array<std::string_view, 9> kOfChecks = {"check",   "level",   "basis", "ref",   "requires",
                                                       "receipt", "killers", "if",    "unless"};
constexpr std::array<std::string_view, 3> kLevels = {"must", "should", "info"};
constexpr std::array<std::string_view, 4> kBases = {"documented", "standard", "safety", "convention"};

constexpr std::array<std::string_view, 3> kFiles = {"whole", "absent", "absent_or_whole"};

// What a predicate is about, if it is about anything: a word that nobody knows would select nothing, for ever.
Result<void> check_predicate(const std::string& name, const Json& asked) {
  for (const char* about : {"of", "between", "to"})
    if (const Json* selector = member(asked, about); selector != nullptr && !is_selector(*selector))
      return Error{"\"" + name + "\" has no selector in \"" + std::string(about) + "\": " + shortened(dump(*selector))};
  if (name == "file" && !(asked.is_string() && is_one_of(kFiles, asked.get<std::string>())))
    return Error{"\"file\" takes whole, absent or absent_or_whole, not " + shortened(dump(asked))};
  return {};
}

Result<void> check_receipts(const Json& check, const Json& faults) {
  for (const Json& rests_on : child(check, "receipt")) {
    const auto armed = std::find_if(faults.begin(), faults.end(), [&](const Json& fault) {
      return fault.is_object() && rests_on.is_string() && child(fault, "id") == rests_on;
    });
    if (armed == faults.end()) return Error{"rests on the fault " + dump(rests_on) + ", which the case does not arm"};
  }
  return {};
}

Result<void> check_check(const Json& check, const Json& faults) {
  const std::string id = text_of(check, "check");
  if (id.empty()) return Error{"has a check without a name"};
  const std::string in = "check \"" + id + "\" ";
  if (!is_one_of(kLevels, text_of(check, "level"))) return Error{in + "has a level: must, should or info"};
  if (!is_one_of(kBases, text_of(check, "basis")))
    return Error{in + "has a basis: documented, standard, safety or convention"};
  for (const char* text : {"ref", "requires"})
    if (text_of(check, text).empty()) return Error{in + "has no \"" + text + "\""};
  if (!child(check, "killers").is_array() || child(check, "killers").empty())
    return Error{in + "has no killers: a mutant that it fails"};
  bool judges = false;
  for (const auto& [name, asked] : check.items()) {
    const bool predicate = is_predicate(name);
    judges = judges || predicate;
    if (!predicate && !is_one_of(kOfChecks, name)) return Error{in + "has no \"" + name + "\""};
    if (!predicate) continue;
    if (auto sound = check_predicate(name, asked); !sound) return Error{in + sound.error().message};
  }
  if (!judges) return Error{in + "asks nothing"};
  if (auto sound = check_receipts(check, faults); !sound) return Error{in + sound.error().message};
  return {};
}

// The document with a patch, of which lists of checks are added rather than replaced.
Json patched(Json document, const Json& patch) {
  if (!patch.is_object()) return document;
  Json rest = patch;
  if (const Json* more = member(patch, "expect_more")) {
    for (const Json& check : *more) document["expect"].push_back(check);
    rest.erase("expect_more");
  }
  document.merge_patch(rest);
  return document;
}

std::string id_of(const Json& document, const std::string& provider, const std::string& universe,
                  const std::string& variant) {
  std::string id = text_of(document, "id") + "[" + provider;
  if (!universe.empty()) id += ",u:" + universe;
  if (!variant.empty()) id += "," + variant;
  return id + "]";
}

bool is_for(const Json& limited, const std::string& provider) {
  const std::string only = text_of(limited, "provider");
  return only.empty() || only == provider;
}

// Whether all that is done is to ask for one video and to wait.
bool is_one_call(const Json& document) {
  const Json& op = child(document, "op");
  return member(op, "steps") == nullptr && member(op, "abort") == nullptr && int_of(op, "times", 1) <= 1 &&
         text_of(op, "name", "generate") == "generate" && member(child(document, "world"), "move") == nullptr;
}

Result<void> check_members(const std::string& name, const Json& document) {
  const std::string id = text_of(document, "id");
  const std::string in = name + ": ";
  if (!document.is_object() || id.find('/') == std::string::npos) return Error{in + "has no id like \"area/name\""};
  if (!ends_with(name, id + ".json")) return Error{in + "has an id that is not its place: " + id};
  for (const auto& [key, ignored] : document.items())
    if (!is_one_of(kMembers, key)) return Error{in + "a case has no \"" + key + "\""};
  for (const char* text : {"title", "about"})
    if (text_of(document, text).empty()) return Error{in + "has no \"" + std::string(text) + "\""};
  for (const char* list : {"providers", "expect"})
    if (!child(document, list).is_array() || child(document, list).empty())
      return Error{in + "has no \"" + std::string(list) + "\""};
  for (const Json& need : child(document, "needs"))
    if (!need.is_string()) return Error{in + "has a need that is no word: " + dump(need)};
  for (const Permutation& permutation : permutations(document))
    for (const Json& check : child(permutation.document, "expect"))
      if (auto sound = check_check(check, child(permutation.document, "faults")); !sound)
        return Error{in + sound.error().message};
  return {};
}

}  // namespace

bool Claims::op(std::string_view name) const { return any_op || has(ops, name); }
bool Claims::capability(std::string_view name) const { return has(capabilities, name); }

Result<void> check_case(const std::string& name, const Json& document) {
  try {
    return check_members(name, document);
  } catch (const Json::exception& wrong) {  // a member of a type that nothing can be made of
    return Error{name + ": " + wrong.what()};
  }
}

std::vector<Permutation> permutations(const Json& document) {
  std::vector<Permutation> all;
  const std::string id = text_of(document, "id");
  Json universes = Json::array({Json::object()});
  for (const Json& universe : child(document, "universes")) universes.push_back(universe);
  Json variants = child(document, "variants");
  if (!variants.is_array() || variants.empty()) variants = Json::array({Json::object()});
  for (const Json& provider_name : child(document, "providers")) {
    const auto provider = provider_name.get<std::string>();
    const Json own = patched(document, child(child(document, "only"), provider));
    for (const Json& universe : universes)
      for (const Json& variant : variants) {
        if (!is_for(universe, provider) || !is_for(variant, provider)) continue;
        Permutation one{"",
                        id.substr(0, id.find('/')),
                        provider,
                        text_of(variant, "name"),
                        text_of(universe, "name"),
                        child(universe, "switches"),
                        patched(own, child(variant, "with"))};
        one.id = id_of(document, provider, one.universe, one.variant);
        for (const char* decided : {"only", "variants", "universes", "providers"}) one.document.erase(decided);
        Json switches = child(child(one.document, "world"), "switches");
        if (!switches.is_object()) switches = Json::object();
        if (one.switches.is_object()) switches.merge_patch(one.switches);
        one.switches = std::move(switches);
        all.push_back(std::move(one));
      }
  }
  return all;
}

std::string missing(const Permutation& permutation, const Claims& claims) {
  if (!has(claims.providers, permutation.provider)) return permutation.provider;
  const Json& op = child(permutation.document, "op");
  if (claims.any_op && !is_one_call(permutation.document)) return "more than to be started and to end";
  Json steps = child(op, "steps");
  if (!steps.is_array()) steps = Json::array({op});
  for (const Json& step : steps)
    if (const std::string name = text_of(step, "name", "generate"); !claims.op(name)) return "op:" + name;
  for (const Json& need : child(permutation.document, "needs"))
    if (!claims.capability(need.get<std::string>())) return need.get<std::string>();
  return {};
}

Json filled(Json document, const std::map<std::string, std::string>& names) {
  if (document.is_string()) {
    auto text = document.get<std::string>();
    if (text.find('@') == std::string::npos) return document;
    for (const auto& [name, value] : names) text = replace_all(text, "@" + name, value);
    return text;
  }
  if (document.is_structured())
    for (Json& part : document) part = filled(std::move(part), names);
  return document;
}

}  // namespace mockling::conform
