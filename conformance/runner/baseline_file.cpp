#include "baseline_file.hpp"

#include <filesystem>
#include <fstream>

#include <mockling/base/text.hpp>

#include "baseline_update.hpp"

namespace mockling::conform {

namespace {

constexpr std::size_t kMostBytes = 4 << 20;

}  // namespace

Result<Baseline> read_baseline(const std::string& path, bool may_be_new) {
  std::error_code unknown;
  if (may_be_new && !std::filesystem::exists(path, unknown) && !unknown) return Baseline{};
  if (!std::filesystem::is_regular_file(path, unknown)) return Error{"the baseline " + path + " is no file"};
  std::ifstream file(path, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.eof() && !file) return Error{"the baseline " + path + " cannot be read"};
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMostBytes) return Error{"the baseline " + path + " is larger than 4 MiB"};
  return parse_baseline(text, path);
}

Result<std::string> rewrite_baseline(const std::string& path, const Baseline& baseline, const Json& report,
                                     std::string_view today, const std::vector<std::string>& known) {
  std::string before;
  for (const std::string& line : baseline.text) before += line + "\n";
  const std::string after = updated_baseline(baseline, report, today, known);
  if (after == before) return std::string();
  const std::string draft = path + ".new";
  std::ofstream file(draft, std::ios::binary);
  file << after;
  file.close();
  std::error_code failed;
  if (!file.fail()) std::filesystem::rename(draft, path, failed);
  if (file.fail() || failed) return Error{"the baseline " + path + " cannot be written"};
  return line_diff(before, after);
}

}  // namespace mockling::conform
