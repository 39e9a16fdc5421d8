#include "refclient/driver.hpp"

namespace refclient::driver {

const std::map<std::string, Mutation>& mutations() {
  static const std::map<std::string, Mutation> table;
  return table;
}

}  // namespace refclient::driver
