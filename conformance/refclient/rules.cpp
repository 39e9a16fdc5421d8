#include "refclient/rules.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <ctime>
#include <random>

#include "refclient/prices.hpp"
#include "refclient/text.hpp"

namespace refclient {
namespace {

constexpr Millis kLongestPause{60000};

// Something that can stand in a header: no blanks, no line ends.
bool is_usable(const std::string& key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

AfterSubmit after_submit(const Dialect& dialect, const Reply& reply, const Json& answer) {
  if (!reply.sent) return reply.wire == Wire::untrusted ? AfterSubmit::refused : AfterSubmit::again;
  if (!reply.whole()) return AfterSubmit::unknown;
  if (reply.success()) {
    if (dialect.refuses_within(answer)) return AfterSubmit::refused;
    return dialect.task_id(answer).empty() ? AfterSubmit::unknown : AfterSubmit::accepted;
  }
  if (reply.status == 429) return AfterSubmit::again;
  if (reply.status < 500) return reply.status == 408 ? AfterSubmit::unknown : AfterSubmit::refused;
  // A server error may hide an accepted task, unless the server says that it is too busy and when to come back.
  const bool final = lower(reply.header("X-Fal-Retryable")) == "false";
  return reply.status == 503 && !final && retry_after(reply).count() > 0 ? AfterSubmit::again : AfterSubmit::unknown;
}

bool says_nothing(const Reply& reply, const Json& answer) {
  if (!reply.whole()) return true;
  if (reply.status == 408 || reply.status == 429 || reply.status >= 500) return true;
  if (reply.status >= 300 && reply.status < 400) return true;  // not followed: the key stays here
  return reply.success() && !answer.is_object();
}

Millis pause(const Reply& reply, int failures, Millis interval) {
  const Millis doubled = interval * (1 << std::min(failures - 1, 5));
  return std::max(retry_after(reply), std::min(doubled, std::max(interval, kLongestPause)));
}

Millis spread(Millis interval) {
  thread_local std::minstd_rand random{std::random_device{}()};
  std::uniform_int_distribution<Millis::rep> extra(0, interval.count() / 5);
  return interval + Millis(extra(random));
}

void check_success(const Snapshot& snapshot) {
  if (snapshot.outputs.empty()) {
    throw VideoError(Category::provider_failed, "the task ended as " + snapshot.word + ", but there is no output");
  }
}

std::string no_video(const Reply& head, std::string_view start) {
  if (!start.empty() && start.front() == '<') return "a video was expected, and this is a page";
  const std::string type = lower(head.header("Content-Type"));
  const bool fine = type.empty() || starts_with(type, "video/") || contains(type, "octet-stream");
  return fine ? std::string{} : "a video was expected, and this is " + type;
}

bool is_reserved(const std::string& stem) {
  const std::string name = lower(stem);
  if (name == "con" || name == "prn" || name == "aux" || name == "nul") return true;
  return name.size() == 4 && (starts_with(name, "com") || starts_with(name, "lpt")) && name[3] >= '0' && name[3] <= '9';
}

}  // namespace

Millis retry_after(const Reply& reply) {
  const std::string text = reply.header("Retry-After");
  if (text.empty()) return Millis(0);
  if (text.size() <= 6 && text.find_first_not_of("0123456789") == std::string::npos)
    return std::chrono::seconds(std::stol(text));
  const std::time_t then = curl_getdate(text.c_str(), nullptr);
  std::time_t now = curl_getdate(reply.header("Date").c_str(), nullptr);  // the clocks of two machines differ
  if (now <= 0) now = std::time(nullptr);
  return then <= now ? Millis(0) : std::chrono::seconds(std::min<std::time_t>(then - now, 86400));
}

std::string safe_file_name(const std::string& wish) {
  std::string name;
  for (const char c : wish.substr(wish.find_last_of("/\\") + 1)) {  // npos + 1 is 0
    const bool harmless = static_cast<unsigned char>(c) >= 0x20 && c != 0x7F &&
                          std::string_view(":*?\"<>|").find(c) == std::string_view::npos;
    name += harmless ? c : '_';
  }
  while (!name.empty() && (name.front() == '.' || name.front() == ' ')) name.erase(0, 1);
  while (!name.empty() && (name.back() == '.' || name.back() == ' ')) name.pop_back();
  const std::size_t dot = name.rfind('.');
  std::string extension = dot == std::string::npos ? std::string{} : name.substr(dot);
  std::string stem = name.substr(0, dot);
  if (extension.size() > 10) extension.clear();
  if (stem.size() > 90) {
    stem.resize(90);
    while (!stem.empty() && !code_points(stem)) stem.pop_back();
  }
  if (stem.empty() || is_reserved(stem.substr(0, stem.find('.')))) stem = "video" + stem;
  return stem + (extension.empty() ? ".mp4" : extension);
}

Rules::Rules()
    : usable_key(&is_usable),
      url(&joined),
      validate(&refclient::validate),
      price(&price_of),
      after_submit(&refclient::after_submit),
      says_nothing(&refclient::says_nothing),
      pause(&refclient::pause),
      spread(&refclient::spread),
      may_wait([](Clock::time_point now, Clock::time_point deadline, Millis) { return now < deadline; }),
      check_success(&refclient::check_success),
      no_video(&refclient::no_video),
      file_name(&safe_file_name) {}

}  // namespace refclient
