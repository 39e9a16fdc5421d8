// A second translation unit, so that the one-definition rule is put to the test.
#include <mockling/base/text.hpp>
#include <mockling/version.hpp>

bool is_semantic_version() {
  const auto pieces = mockling::split(mockling::kVersion, '.');
  if (pieces.size() != 3) return false;
  for (const auto piece : pieces)
    if (!mockling::parse_int(piece)) return false;
  return true;
}
