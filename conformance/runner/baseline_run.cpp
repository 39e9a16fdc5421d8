#include "baseline_run.hpp"

#include <mockling/host/waiting.hpp>

#include "baseline_apply.hpp"
#include "baseline_file.hpp"
#include "case.hpp"
#include "suite_data.hpp"

namespace mockling::conform {

Result<BaselineRun> BaselineRun::prepare(const std::string& path, bool update, const std::string& cases) {
  BaselineRun run;
  run.today_ = date_text(host::machine_time());
  if (path.empty() && update) return Error{"--update-baseline needs --baseline FILE"};
  if (path.empty()) return run;
  auto baseline = read_baseline(path, update);
  if (!baseline) return baseline.error();
  const auto documents = all_cases(cases);
  if (!documents) return documents.error();
  for (const Json& document : *documents)
    for (const Permutation& permutation : permutations(document))
      for (const Json& check : child(permutation.document, "expect"))
        run.known_.push_back(permutation.id + "#" + text_of(check, "check"));
  run.path_ = path;
  run.update_ = update;
  run.baseline_ = std::move(*baseline);
  return run;
}

void BaselineRun::excuse(Json& one_case) const { excuse_case(baseline_, one_case, today_); }

void BaselineRun::apply(Json& report, bool strict) const { apply_baseline(baseline_, report, today_, known_, strict); }

Result<std::string> BaselineRun::finish(const Json& report) const {
  return update_ ? rewrite_baseline(path_, baseline_, report, today_, known_) : Result<std::string>(std::string());
}

}  // namespace mockling::conform
