#include "refclient/download.hpp"

#include "refclient/draft.hpp"
#include "refclient/text.hpp"

namespace refclient {
namespace {

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool is_gone(int status) { return status == 401 || status == 403 || status == 404 || status == 410; }

// The attempts at one file: what is there already, and where it came from.
class Fetch {
 public:
  Fetch(Transport& transport, const Rules& rules, const FileOrder& order, std::filesystem::path target)
      : transport_(transport), rules_(rules), order_(order), target_(std::move(target)), draft_(target_) {}

  SavedFile run() {
    for (int failures = 1;; ++failures) {
      const Reply reply = attempt();
      if (reply.wire == Wire::cancelled) stop(reply);
      if (reply.success()) return save();
      if (failures >= rules_.file_attempts || !may_pass(reply)) fail(reply);
      rest(rules_.pause(reply, failures, Millis(250)));
    }
  }

 private:
  // One answer that is no redirect. Its body, when it is the file's, is in the draft.
  Reply attempt() {
    std::string url = order_.output.url;
    for (int hop = 0;; ++hop) {
      Reply reply = fetch(url, hop);
      if (!reply.whole() || !is_redirect(reply.status)) return reply;
      url = redirected(url, reply.header("Location"));
      if (url.empty()) throw VideoError(Category::protocol, "the file's redirect leads nowhere");
      if (hop == rules_.most_hops) throw VideoError(Category::protocol, "the file is redirected too often");
    }
  }

  Reply fetch(const std::string& url, int hop) {
    bool is_file = false;
    Request request;
    request.purpose = Purpose::file;
    request.url = url;
    request.hop = hop;
    request.timeout = Millis(0);  // a large file may take its time, as long as it gets on
    request.idle_timeout = order_.idle_timeout;
    request.ca_file = order_.ca_file;
    request.cancel = order_.cancel;
    if (draft_.size() > 0 && !etag_.empty()) {
      request.headers.emplace_back("Range", "bytes=" + std::to_string(draft_.size()) + "-");
      request.headers.emplace_back("If-Range", etag_);  // another file by now? then all of it
    }
    request.on_head = [&](const Reply& head) {
      is_file = head.status == 200 || head.status == 206;
      return !is_file || begins(head);
    };
    request.sink = [&](std::string_view bytes) { return !is_file || takes(bytes); };
    return transport_.send(request);
  }

  // Judges the head of an answer that brings the file, or a part of it.
  bool begins(const Reply& head) {
    head_ = head;
    const std::string expected = "bytes " + std::to_string(draft_.size()) + "-";
    if (head.status == 200) {
      draft_.restart();
    } else if (!starts_with(head.header("Content-Range"), expected)) {
      refusal_ = "the wrong part of the file came";
      return false;
    }
    etag_ =
        starts_with(head.header("ETag"), "\"") ? head.header("ETag") : std::string{};  // weak ones do not promise bytes
    return true;
  }

  bool takes(std::string_view bytes) {
    if (draft_.size() == 0) refusal_ = rules_.no_video(head_, bytes);
    if (!refusal_.empty()) return false;
    if (draft_.append(bytes)) return true;
    refusal_ = "the disk does not take the file";
    return false;
  }

  static bool may_pass(const Reply& reply) {
    return !reply.whole() || reply.status == 408 || reply.status == 429 || reply.status >= 500;
  }

  [[noreturn]] void stop(const Reply& reply) const {
    if (order_.cancel != nullptr && order_.cancel->cancelled())
      throw VideoError(Category::cancelled, "the download was cancelled");
    throw VideoError(Error{Category::integrity, refusal_, {}, reply.status, false});
  }

  [[noreturn]] static void fail(const Reply& reply) {
    if (reply.wire == Wire::cut_short || reply.wire == Wire::garbled) {
      throw VideoError(
          Error{Category::integrity, "the file did not come whole: " + reply.trouble, {}, reply.status, true});
    }
    if (!reply.whole())
      throw VideoError(Error{Category::network, "the file did not come: " + reply.trouble, {}, reply.status, true});
    const bool gone = is_gone(reply.status);
    throw VideoError(
        Error{gone ? Category::expired_output : Category::network,
              (gone ? "the link to the file is dead: " : "the file did not come: ") + std::to_string(reply.status),
              {},
              reply.status,
              !gone});
  }

  void rest(Millis time) const {
    static const CancelToken never;
    if ((order_.cancel != nullptr ? *order_.cancel : never).sleep_for(time)) {
      throw VideoError(Category::cancelled, "the download was cancelled");
    }
  }

  SavedFile save() {
    const auto announced = order_.output.size;
    if (draft_.size() == 0) throw VideoError(Category::integrity, "the file is empty");
    if (announced && static_cast<std::uint64_t>(*announced) != draft_.size()) {
      throw VideoError(Category::integrity, "the file has " + std::to_string(draft_.size()) +
                                                " bytes; announced were " + std::to_string(*announced));
    }
    SavedFile saved{target_, draft_.hash(), draft_.size()};
    draft_.finish();
    return saved;
  }

  Transport& transport_;
  const Rules& rules_;
  const FileOrder& order_;
  std::filesystem::path target_;
  Draft draft_;
  Reply head_;
  std::string etag_;
  std::string refusal_;
};

}  // namespace

SavedFile download(Transport& transport, const Rules& rules, const FileOrder& order) {
  const std::string wish = order.name.empty() ? order.output.file_name : order.name;
  return Fetch(transport, rules, order, order.folder / rules.file_name(wish)).run();
}

std::string redirected(const std::string& base, const std::string& location) {
  const auto is_http = [](const std::string& url) {
    return starts_with(lower(url), "http://") || starts_with(lower(url), "https://");
  };
  if (location.empty() || !is_http(base)) return {};
  if (starts_with(lower(base), "https://") && starts_with(lower(location), "http://")) return {};  // never out of TLS
  if (is_http(location)) return location;
  if (starts_with(location, "//")) return base.substr(0, base.find("//")) + location;
  if (contains(location.substr(0, location.find_first_of("/?#")), ":")) return {};  // another scheme
  const std::size_t path = base.find('/', base.find("//") + 2);
  const std::string origin = base.substr(0, path);
  if (location.front() == '/') return origin + location;
  std::string folder = path == std::string::npos ? "/" : base.substr(path, base.find_first_of("?#") - path);
  folder.resize(folder.rfind('/') + 1);
  return origin + folder + location;
}

}  // namespace refclient
