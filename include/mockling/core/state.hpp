// Owns: everything a world remembers, and the catching up with its time.
// Never knows: requests, providers' words, threads.
// Used by: core/submit, core/emulator, core/persist, host/world.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <mockling/base/rng.hpp>
#include <mockling/core/account.hpp>
#include <mockling/core/clock.hpp>
#include <mockling/core/fault_book.hpp>
#include <mockling/core/files.hpp>
#include <mockling/core/job.hpp>
#include <mockling/core/journal.hpp>
#include <mockling/core/scenario.hpp>
#include <mockling/core/spending_limit.hpp>
#include <mockling/core/webhook.hpp>
#include <mockling/spec/catalog.hpp>

namespace mockling {

// What a world is opened with, and what may be changed later.
struct Settings {
  std::uint64_t seed = 1;
  Scenario scenario;
  Universe universe;
  std::string name{};              // for people; may be empty
  std::uint64_t service_seed = 1;  // of what all worlds of a service share: the key it signs with
};

// Something that must outlive the process if the host keeps state: the host writes it before it answers.
struct Change {
  enum class Kind { world, job, file } kind = Kind::world;
  std::string key;  // job or file id
};

// One world. Not thread-safe; the host holds a lock. Not copyable, because the index points into the jobs.
class State {
 public:
  State(std::string id, Settings settings, WorldClock clock)
      : id_(std::move(id)), settings_(std::move(settings)), clock_(clock) {
    faults_.arm_scenario(settings_.scenario.faults);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const std::string& id() const { return id_; }
  const Settings& settings() const { return settings_; }
  WorldClock& clock() { return clock_; }
  const WorldClock& clock() const { return clock_; }
  Journal& journal() { return journal_; }
  const Journal& journal() const { return journal_; }
  Deliveries& deliveries() { return deliveries_; }
  const Deliveries& deliveries() const { return deliveries_; }
  FaultBook& faults() { return faults_; }
  const FaultBook& faults() const { return faults_; }
  const std::deque<Job>& jobs() const { return jobs_; }
  const std::map<std::string, Account, std::less<>>& accounts() const { return accounts_; }
  const std::map<std::string, FileRecord, std::less<>>& files() const { return files_; }
  Rng stream(std::string_view label, std::uint64_t n) const { return Rng(settings_.seed, label, n); }

  // The account with this provider, opened with its initial balance on first use.
  Account& account(const ProviderSpec& spec, Instant now) {
    const auto found = accounts_.find(spec.name);
    if (found != accounts_.end()) return found->second.currency = spec.billing.currency.code, found->second;
    Account& account = accounts_[spec.name];
    account.currency = spec.billing.currency.code;
    const Scenario& scenario = settings_.scenario;
    account.level = spec.levels.count(scenario.level) > 0 ? scenario.level : spec.default_level;
    for (std::size_t i = 0; i < kStandings.size(); ++i)
      if (kStandings[i] == scenario.standing) account.standing = static_cast<Standing>(i);
    account.ledger.post(Move::fund, parse_decimal(scenario.balance).value_or(spec.billing.initial), 0, now);
    touch({Change::Kind::world, {}});
    return account;
  }

  void put_account(const std::string& provider, Account account) { accounts_[provider] = std::move(account); }

  std::uint64_t next_number() const { return next_number_; }
  void skip_numbers(std::uint64_t next) { next_number_ = std::max(next_number_, next); }

  // Counts one submit under this scenario, whatever becomes of it, and returns its number: 1, 2, …
  std::uint64_t count_submit() { return touch({Change::Kind::world, {}}), ++submits_; }
  std::uint64_t submits() const { return submits_; }
  void skip_submits(std::uint64_t count) { submits_ = std::max(submits_, count); }

  // Takes the job over; its number must be next_number(), or any higher one when state is being restored.
  Job& add_job(Job job) {
    next_number_ = job.number + 1;
    jobs_.push_back(std::move(job));
    Job& kept = jobs_.back();
    by_id_.emplace(kept.id, &kept);
    if (!kept.webhook.empty()) deliveries_.expect(kept.number, end_of(kept));
    touch_job(kept);
    return kept;
  }

  // Takes a job back that was reserved before: its money is held again until settle() finds it ended.
  void restore_job(Job job) {
    Account& account = accounts_[job.provider];
    account.ledger.post(Move::reserve, job.price.amount, job.number, job.plan.submitted);
    account.open.emplace(end_of(job), job.number);
    add_job(std::move(job));
  }

  // The job of this id, deleted or not; nullptr when there is none.
  Job* find_job(std::string_view id) {
    const auto found = by_id_.find(id);
    return found != by_id_.end() ? found->second : nullptr;
  }
  // The same, if it is a job of this provider.
  Job* find_job(std::string_view provider, std::string_view id) {
    Job* job = find_job(id);
    return job != nullptr && job->provider == provider ? job : nullptr;
  }

  FileRecord& add_file(const FileRecord& file) {
    FileRecord& kept = files_[file.id] = file;
    touch({Change::Kind::file, kept.id});
    return kept;
  }
  // What became of an upload's bytes: with `stored` the file is there and `facts` tell of it, else it was never sent.
  void note_file(std::string_view id, bool stored, const FileFacts& facts) {
    FileRecord* file = find_file(id);
    if (file == nullptr) return;
    file->claimed = file->stored = stored;
    file->facts = facts;
    touch({Change::Kind::file, file->id});
  }
  FileRecord* find_file(std::string_view id) {
    const auto found = files_.find(id);
    return found != files_.end() ? &found->second : nullptr;
  }
  // The file of this provider that links name by this place, on its way or there; nullptr when there is none.
  FileRecord* file_placed(std::string_view provider, std::string_view place) {
    if (place.empty()) return nullptr;  // most URLs lead elsewhere
    for (auto& [id, file] : files_)
      if ((file.claimed || file.stored) && file.provider == provider && file.place == place) return &file;
    return nullptr;
  }
  // Makes a file one that has expired: nothing shows it any more, and it is forgotten with the others.
  void expire_file(FileRecord& file, Instant now) {
    file.claimed = file.stored = false;
    file.place.clear();
    file.expires = now - Nanos(1);
    touch({Change::Kind::file, file.id});
  }

  // Brings money up to date with everything that ended by `now`, in the order in which it ended. Idempotent.
  void settle(Instant now) {
    for (auto& [provider, account] : accounts_)
      while (!account.open.empty() && account.open.begin()->first <= now) {
        const auto [end, number] = *account.open.begin();
        account.open.erase(account.open.begin());
        const Job* job = job_numbered(number);
        if (job == nullptr) continue;
        account.ledger.post(delivers(*job) ? Move::charge : Move::release, job->price.amount, number, end);
        if (job->refunded && delivers(*job))
          account.ledger.post(Move::refund, job->price.amount, number, *job->refunded);
      }
  }

  // Gives the price of a job back that was charged.
  void refund(const Job& job, Instant at) {
    accounts_[job.provider].ledger.post(Move::refund, job.price.amount, job.number, at);
  }

  // Forgets jobs and files that have expired, and returns the files' ids. Looks at most once a minute: who shows a job
  // or a file checks its age itself. A job that still holds money gives it back.
  std::vector<std::string> prune(Instant now) {
    std::vector<std::string> dropped;
    if (now < next_prune_) return dropped;
    next_prune_ = now + Seconds(60);
    while (!jobs_.empty() && jobs_.front().expires < now) {
      release(jobs_.front());
      by_id_.erase(jobs_.front().id);
      deliveries_.forget(jobs_.front().number);
      jobs_.pop_front();
    }
    for (auto file = files_.begin(); file != files_.end();) {
      const bool over = file->second.expires < now;
      if (over) dropped.push_back(file->first);
      file = over ? files_.erase(file) : std::next(file);
    }
    return dropped;
  }

  Job* job_numbered(std::uint64_t number) {
    const auto found = std::lower_bound(jobs_.begin(), jobs_.end(), number,
                                        [](const Job& job, std::uint64_t wanted) { return job.number < wanted; });
    return found != jobs_.end() && found->number == number ? &*found : nullptr;
  }

  void set_scenario(Scenario scenario) {
    settings_.scenario = std::move(scenario);
    if (settings_.scenario.spending_limit) spending_limit_ = *settings_.scenario.spending_limit;
    submits_ = 0;
    faults_.arm_scenario(settings_.scenario.faults);
    touch({Change::Kind::world, {}});
  }
  void set_universe(Universe universe) { settings_.universe = std::move(universe), touch({Change::Kind::world, {}}); }
  const SpendingLimit& spending_limit() const { return spending_limit_; }
  void set_spending_limit(SpendingLimit limit) {
    spending_limit_ = std::move(limit);
    touch({Change::Kind::world, {}});
  }
  // Whether the world may spend this much more.
  bool may_spend(const Money& more) const {
    const auto limit = spending_limit_.find(more.currency.code);
    return limit == spending_limit_.end() || more.amount == Decimal{} ||
           !(limit->second < add_checked(committed(accounts_, more.currency.code), more.amount));
  }
  void set_service_seed(std::uint64_t seed) { settings_.service_seed = seed; }
  void touch_job(const Job& job) {
    deliveries_.move(job.number, end_of(job));
    touch({Change::Kind::job, job.id});
  }
  void touch(Change change) { changes_.push_back(std::move(change)); }

  // Whether something is under way that time will end: a job whose money is held, or that is to be told of.
  bool is_busy() const {
    return deliveries_.next() || deliveries_.on_their_way() > 0 ||
           std::any_of(accounts_.begin(), accounts_.end(),
                       [](const auto& entry) { return !entry.second.open.empty(); });
  }

  // What changed since the last call.
  std::vector<Change> take_changes() { return std::exchange(changes_, {}); }

 private:
  void release(const Job& job) {
    Account& account = accounts_[job.provider];
    if (account.open.erase({end_of(job), job.number}) > 0)
      account.ledger.post(Move::release, job.price.amount, job.number, job.expires);
  }

  std::string id_;
  Settings settings_;
  WorldClock clock_;
  SpendingLimit spending_limit_ = settings_.scenario.spending_limit.value_or(SpendingLimit{});
  Instant next_prune_;
  std::uint64_t next_number_ = 1;
  std::uint64_t submits_ = 0;
  std::deque<Job> jobs_;  // ascending numbers; addresses are stable
  std::unordered_map<std::string_view, Job*> by_id_;
  std::map<std::string, Account, std::less<>> accounts_;
  std::map<std::string, FileRecord, std::less<>> files_;
  Deliveries deliveries_;
  Journal journal_;
  FaultBook faults_;
  std::vector<Change> changes_;
};

}  // namespace mockling
