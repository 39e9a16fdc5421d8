#include <cstdio>

#include "commands.hpp"

namespace mockling::cli {

int complain(const std::string& what) {
  std::fprintf(stderr, "mockling: %s\n", what.c_str());
  return 2;
}

}  // namespace mockling::cli
