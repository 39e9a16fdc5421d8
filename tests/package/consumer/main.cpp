// What a consumer sees: the headers, the data compiled in, and the hosting half.
#include <cstdio>

#include <mockling/base/json.hpp>
#include <mockling/base/text.hpp>
#include <mockling/embedded.hpp>
#include <mockling/host/answer.hpp>

bool is_semantic_version();

int main() {
  for (const auto& file : mockling::embedded::files())
    if (mockling::ends_with(file.name, ".json") && !mockling::parse_json(file.bytes))
      return std::printf("%s is no JSON\n", file.name.data()), 1;
  const mockling::host::Answer answer;
  return is_semantic_version() && !mockling::embedded::files().empty() && answer.status == 200 ? 0 : 1;
}
