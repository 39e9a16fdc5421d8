#include "refclient/http.hpp"

#include "refclient/text.hpp"

namespace refclient {

std::string Reply::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (lower(key) == lower(name)) return value;
  }
  return {};
}

}  // namespace refclient
