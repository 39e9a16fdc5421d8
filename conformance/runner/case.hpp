// Owns: what a case of the suite is, and the permutations it stands for.
// Never knows: how a case is played or judged.
// Used by: clients, play, judge, session.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/result.hpp>

namespace mockling::conform {

// One case for one provider, in one universe and one variant: everything decided. `document` is the case's own with the
// patches of the provider and the variant merged.
struct Permutation {
  std::string id;    // "submit/lost-response[fal]", "validate/duration-range[fal,16]"
  std::string area;  // "submit"
  std::string provider;
  std::string variant;             // may be empty
  std::string universe;            // its name; empty: the default one
  Json switches = Json::object();  // of that universe
  Json document;

  bool quiet() const { return text_of(document, "lane") == "quiet"; }
  std::int64_t deadline_ms() const { return int_of(document, "deadline_ms", 15'000); }
};

// What is wrong with a case, in one line, or nothing; `name` is its file's.
Result<void> check_case(const std::string& name, const Json& document);

// All permutations of a sound case, in the order of its providers, universes and variants.
std::vector<Permutation> permutations(const Json& document);

// What a client must claim so that a permutation means anything to it, and does not.
struct Claims {
  std::vector<std::string> providers, ops, capabilities;
  bool any_op = false;  // doors that see only whether the user got a video

  bool op(std::string_view name) const;
  bool capability(std::string_view name) const;
};

// The first thing that this client lacks for this permutation; empty: nothing.
std::string missing(const Permutation& permutation, const Claims& claims);

// Every "@name" in every text of the document replaced.
Json filled(Json document, const std::map<std::string, std::string>& names);

}  // namespace mockling::conform
