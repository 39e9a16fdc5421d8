// Owns: the whole verdict on two documents: what changed, and what the new one says in two ways.
// Never knows: how it is shown.
// Used by: mockserver drift.
#pragma once

#include <mockling/drift/compare.hpp>
#include <mockling/drift/contradictions.hpp>

namespace mockling::drift {

struct Review {
  std::vector<Change> changes;
  std::vector<Contradiction> contradictions;  // inside the new document
};

// Compares the documents. A change that the new document itself disputes is no more than a risk: nobody knows which of
// its statements is true.
inline Review review(const Document& before, const Document& after) {
  Review verdict{compare(before, after), contradictions_in(aligned(after, before))};
  for (Change& change : verdict.changes)
    for (const Contradiction& found : verdict.contradictions)
      if (found.subject == change.subject && found.side == change.side && found.name == change.name &&
          found.facet == change.facet) {
        change.disputed = true;
        change.severity = std::min(change.severity, Severity::risky);
        change.consequence += "; the document contradicts itself: " + detail::cut(found.text);
        break;
      }
  return verdict;
}

}  // namespace mockling::drift
