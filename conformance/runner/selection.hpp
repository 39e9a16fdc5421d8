// Owns: which permutations of the suite count in a run, their tags, and how a person names them.
// Never knows: Catch2; how they are played.
// Used by: main, library door.
#pragma once

#include <string>
#include <vector>

#include "case.hpp"

namespace mockling::conform {

struct Selection {
  std::string cases;  // a folder of cases; empty: those compiled in
  std::string basis;  // the grounds that count, with commas; empty: all
  std::string shard;  // "2/5"; empty: the whole
};

// The grounds of a selection, in order. An Error names one that there is not.
Result<std::vector<std::string>> grounds(const Selection& selection);

// Every permutation of the selection, with the checks that count.
Result<std::vector<Permutation>> select(const Selection& selection);

// "[submit][fal][wave1][must][safety]"
std::string tags_of(const Permutation& permutation);

// What a person types as what Catch2 understands: "submit/lost-response[fal]" is no tag, and a name without brackets is
// all of its permutations.
std::string as_test_spec(const std::string& typed);

// The permutations one a line; with what is done and asked in each when `whole`.
std::string list_of(const std::vector<Permutation>& chosen, bool whole);

}  // namespace mockling::conform
