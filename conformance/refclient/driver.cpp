// mockling-refclient: the reference client as a program that speaks the suite's driver protocol on stdin and stdout.
//
//   mockling-refclient [--mutant NAME]… [--without CAPABILITY]… [--mutants]
//
// --mutant breaks the client in one way (conformance/mutants/mutants.json says how); a run message may carry "mutant",
// too.
// --without leaves a capability or an operation out of the greeting. --mutants lists the names.
#include <curl/curl.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <iostream>
#include <list>
#include <thread>

#include "refclient/curl_transport.hpp"
#include "refclient/driver.hpp"

namespace refclient::driver {
namespace {

constexpr std::size_t kMostRuns = 32;
constexpr std::size_t kMostSessions = 64;

struct Options {
  std::vector<std::string> mutants;
  std::set<std::string> without;
};

// Sessions by key and mutants, the most recently used first: a user's connections outlive a run.
class Sessions {
 public:
  bool validates = true;  ///< what is not claimed is not done

  std::shared_ptr<Session> get(const std::string& provider, const std::string& key,
                               const std::vector<std::string>& mutants) {
    std::string name = provider + "\n" + key;
    for (const std::string& mutant : mutants) name += "\n" + mutant;
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const auto& each) { return each.first == name; });
    if (found != kept_.end()) {
      kept_.splice(kept_.begin(), kept_, found);
    } else {
      kept_.emplace_front(name, make(provider, mutants));
      if (kept_.size() > kMostSessions) kept_.pop_back();
    }
    return kept_.front().second;
  }

 private:
  std::shared_ptr<Session> make(const std::string& provider, const std::vector<std::string>& mutants) const {
    auto session = std::make_shared<Session>();
    session->parts.transport = std::make_shared<CurlTransport>();
    session->parts.dialect = dialect_of(provider);
    session->parts.ops = operations();
    if (!validates) {
      session->parts.rules.validate = [](const VideoRequest&, const Limits&) {};
      session->parts.dialect.limits_of = [](const std::string&) { return Limits{}; };  // nor callbacks
    }
    for (const std::string& mutant : mutants) mutations().at(mutant)(session->parts);
    return session;
  }

  std::mutex mutex_;
  std::list<std::pair<std::string, std::shared_ptr<Session>>> kept_;
};

Json error_of(const Error& error) {
  return {{"category", name_of(error.category)},
          {"message", error.message},
          {"task_id", error.task_id.empty() ? Json(nullptr) : Json(error.task_id)},
          {"http_status", error.http_status == 0 ? Json(nullptr) : Json(error.http_status)},
          {"retryable", error.retryable}};
}

class Driver {
 public:
  explicit Driver(Options options) : options_(std::move(options)) {
    sessions_.validates = options_.without.count("local_validation") == 0;
  }

  int run() {
    std::string line;
    while (std::getline(std::cin, line)) {
      const Json message = Json::parse(line, nullptr, false);
      const std::string type = text_at(message, "type");
      if (type == "stop") break;
      if (type == "hello") {
        out_.write(hello());
      } else if (type == "run") {
        start(message);
      } else if (type == "control") {
        control(message);
      } else {
        std::cerr << "not understood: a line of type \"" << type << "\"\n";
      }
    }
    end();
    return 0;
  }

 private:
  Json hello() const {
    const auto offered = [&](std::vector<std::string> names) {
      names.erase(std::remove_if(names.begin(), names.end(),
                                 [&](const auto& name) { return options_.without.count(name) > 0; }),
                  names.end());
      return Json(names);
    };
    std::vector<std::string> ops;
    for (const auto& [name, op] : operations()) ops.push_back(name);
    return {{"type", "hello"},
            {"protocol", 1},
            {"client", {{"name", "mockling-refclient"}, {"version", "1.0.0"}, {"language", "c++"}, {"url", ""}}},
            {"providers", offered({"wavespeed", "fal", "evolink"})},
            {"max_in_flight", kMostRuns},
            {"ops", offered(ops)},
            {"capabilities", offered({"typed", "tuning", "local_validation", "budget", "abort", "event_log", "base_url",
                                      "names_files", "ca_file", "proxy_env", "log_file", "nsfw", "cost"})}};
  }

  void start(const Json& message) {
    if (!member_of(message, "seq").is_number_integer() || !member_of(message, "args").is_object() ||
        !member_of(message, "env").is_object()) {
      std::cerr << "not understood: a run without seq, args or env\n";
      return;
    }
    auto run = std::make_shared<Run>(message, out_);
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return runs_.size() < kMostRuns; });
      runs_[message["seq"].get<std::int64_t>()] = run;
    }
    std::thread([this, run] {
      out_.write(result_of(*run));
      const std::lock_guard<std::mutex> lock(mutex_);
      runs_.erase(run->message["seq"].get<std::int64_t>());
      changed_.notify_all();
    }).detach();
  }

  Json result_of(Run& run) {
    Json result{{"type", "result"}, {"seq", run.message["seq"]}};
    try {
      run.session = sessions_.get(text_at(run.message, "provider"), text_at(run.message["env"], "api_key"),
                                  mutants_of(run.message));
      const auto op = run.session->parts.ops.find(text_at(run.message, "op"));
      if (op == run.session->parts.ops.end()) {
        result["outcome"] = "unsupported";
      } else {
        result["value"] = op->second(run);
        result["outcome"] = "ok";
      }
    } catch (const VideoError& error) {
      result["outcome"] = "error";
      result["error"] = error_of(error.error());
    } catch (const std::exception& error) {
      result["outcome"] = "adapter_error";
      result["error"] = error_of({Category::other, error.what(), {}, 0, false});
    }
    return result;
  }

  std::vector<std::string> mutants_of(const Json& message) const {
    std::vector<std::string> names = options_.mutants;
    if (const std::string name = text_at(message, "mutant"); !name.empty()) names.push_back(name);
    for (const std::string& name : names) {
      if (mutations().count(name) == 0) throw VideoError(Category::validation, "no such mutant: " + name);
    }
    return names;
  }

  void control(const Json& message) {
    const Json& seq = member_of(message, "seq");
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto run = seq.is_number_integer() ? runs_.find(seq.get<std::int64_t>()) : runs_.end();
    if (run == runs_.end()) return;
    (text_at(message, "do") == "stop" ? run->second->stop : run->second->abort).cancel();
  }

  // Nobody listens any more: what still runs is told, and gets two seconds.
  void end() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (auto& [seq, run] : runs_) {
      run->abort.cancel();
      run->stop.cancel();
    }
    changed_.wait_for(lock, std::chrono::seconds(2), [this] { return runs_.empty(); });
  }

  Options options_;
  Out out_;
  Sessions sessions_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::int64_t, std::shared_ptr<Run>> runs_;
};

int run(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (arguments[at] == "--mutants") {
      for (const auto& [name, mutation] : mutations()) std::cout << name << "\n";
      return 0;
    }
    const bool has_value = at + 1 < arguments.size();
    if (arguments[at] == "--mutant" && has_value) {
      options.mutants.push_back(arguments[++at]);
      if (mutations().count(options.mutants.back()) > 0) continue;
      std::cerr << "no such mutant: " << options.mutants.back() << " (--mutants lists them)\n";
      return 2;
    }
    if (arguments[at] == "--without" && has_value) {
      options.without.insert(arguments[++at]);
      continue;
    }
    std::cerr << "usage: mockling-refclient [--mutant NAME]... [--without CAPABILITY]... [--mutants]\n";
    return 2;
  }
  return Driver(std::move(options)).run();
}

}  // namespace
}  // namespace refclient::driver

int main(int argc, char** argv) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const int status = refclient::driver::run({argv + 1, argv + argc});
  std::cout.flush();
  std::_Exit(status);  // what is still on its way is not waited for
}
