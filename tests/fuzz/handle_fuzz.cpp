// Any sequence of requests: no crash, no 500, and every refusal in the provider's shape.
//
// An input is lines "METHOD TARGET", ">Name: value" headers and "=body" of the request above, and "+milliseconds".
// In targets, headers and bodies {id}, {world}, {file}, {cursor} stand for the latest job, the world, the latest upload
// and the latest page. A first line "!fal" has fal's keys, "!other" and "!fal-other" other readings of the
// documentation.
#include "../contract/emulated.hpp"
#include "input.hpp"

using namespace mockling;
using fuzz::demand;

namespace {

// The readings that have behaviour of their own.
const std::shared_ptr<const Catalog>& other_catalog() {
  static const std::shared_ptr<const Catalog> catalog = test::catalog_in({{"wavespeed",
                                                                           {{"sync-mode", "honoured"},
                                                                            {"base64-output", "honoured"},
                                                                            {"number-text", "taken"},
                                                                            {"null-input", "absent"},
                                                                            {"unknown-keys", "refused"},
                                                                            {"billing-unit", "micro"},
                                                                            {"outputs", "string"}}},
                                                                          {"fal",
                                                                           {{"full-paths", "refuse"},
                                                                            {"links", "public"},
                                                                            {"model-error-in-status", "shown"},
                                                                            {"prompt-and-shots", "overridden"}}}});
  return catalog;
}

class Session {
 public:
  Session(bool fal, bool other)
      : world_(Json{{"level", fal ? "new" : "silver"}}, other ? other_catalog() : test::default_catalog(),
               fal ? "mk:test" : "mk_test", fal ? "fal" : "wavespeed") {}

  void line(const std::string& text) {
    if (starts_with(text, ">")) return header(std::string_view(text).substr(1));
    if (starts_with(text, "=")) return body(text.substr(1));
    if (starts_with(text, "+")) return pass(text.substr(1));
    send();
    const std::size_t space = text.find(' ');
    if (space == std::string::npos) return;
    request_ = world_.with_key(test::request_for(text.substr(0, space), filled(text.substr(space + 1))));
    open_ = true;
  }

  void send() {
    if (!open_) return;
    open_ = false;
    const test::Reply reply = world_.ask(request_);
    judge(reply);
    follow(reply);
  }

 private:
  void judge(const test::Reply& reply) {
    demand(reply.status >= 200 && reply.status < 600, "the status is one", std::to_string(reply.status));
    const bool of_a_job = reply.headers.find("x-fal-request-id") != nullptr;  // which may end so
    demand(reply.status != 500 || of_a_job, "never a 500", request_.method + " " + request_.path + " " + reply.text);
    if (reply.status >= 400 && !reply.type.empty()) refusal(reply, of_a_job);
    if (starts_with(reply.type, "application/json")) remember(reply);
  }

  // What is held, or comes in pieces, up to its end; never longer than a few pieces.
  void follow(test::Reply reply) {
    for (int pieces = 0; (reply.held || reply.more) && pieces < 8; ++pieces) {
      if (world_.held_until() > world_.now() + std::chrono::hours(24)) return;
      if (world_.held_until() > world_.now()) world_.advance(world_.held_until() - world_.now());
      reply = world_.resume(request_);
      demand(!reply.held || world_.held_until() > world_.now(), "held answers are due");
      if (!reply.held && !reply.more && !reply.type.empty()) judge(reply);
    }
  }

  void header(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return;
    const std::string name(text.substr(0, colon)), value = filled(std::string(trim(text.substr(colon + 1))));
    if (iequals(name, "host")) request_.host = value;
    request_.headers.add(name, value);
  }

  void body(std::string text) {
    request_.body.bytes = filled(std::move(text));
    request_.body.size = request_.body.bytes.size();
    if (request_.headers.get("content-type") == "multipart/form-data")
      request_.parts = {{"file", request_.body.bytes, "image/png", request_.body}};
  }

  void pass(const std::string& millis) {
    send();
    const auto step = parse_int(millis);
    if (step && *step >= 0 && *step < 4'000'000'000) world_.advance(Millis(*step));
  }

  std::string filled(std::string text) const {
    text = replace_all(text, "{id}", id_);
    text = replace_all(text, "{file}", file_);
    text = replace_all(text, "{cursor}", cursor_);
    return replace_all(text, "{world}", world_id_);
  }

  static bool has_shape(const Json& body, int status) {
    for (const char* name : {"error", "detail", "status"})
      if (body.contains(name)) return true;
    if (!flag_of(body, "success", true) && !text_of(body, "msg").empty()) return true;
    return int_of(body, "code") == status && !text_of(body, "message").empty();
  }

  static void refusal(const test::Reply& reply, bool of_a_job) {
    const auto body = parse_json(reply.text);
    demand(body.ok() && body->is_object(), "a refusal is a JSON object", reply.text);
    demand(has_shape(*body, reply.status), "a refusal has the provider's shape", reply.text);
    demand(reply.text.size() < 4000 || of_a_job, "a refusal echoes nothing unbounded",
           std::to_string(reply.text.size()));
  }

  void remember(const test::Reply& reply) {
    const auto document = parse_json(reply.text, {64, 1'000'000});
    demand(document.ok(), "an answer is JSON", reply.text);
    if (const std::string id = text_of(*document, "request_id"); !id.empty()) id_ = id;
    if (const std::string next = text_of(*document, "next_cursor"); !next.empty()) cursor_ = percent_encode(next);
    for (const char* name : {"upload_url", "access_url"})
      if (const std::string url = text_of(*document, name); !url.empty()) {
        const std::string last = url.substr(url.rfind('/') + 1);
        file_ = last.substr(0, last.find('_'));
      }
    const Json& data = child(*document, "data");
    if (const std::string id = text_of(data, "id"); !id.empty()) id_ = id;
    if (const std::string url = text_of(data, "download_url"); !url.empty())
      file_ = std::string(url.substr(0, url.rfind('/')).substr(url.substr(0, url.rfind('/')).rfind('/') + 1));
  }

  test::Emulated world_;
  std::string world_id_ = world_.state().id();
  std::string id_ = "0";
  std::string file_ = "0";
  std::string cursor_ = "0";
  Request request_;
  bool open_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> lines = fuzz::lines_of(data, size);
  const bool fal = starts_with(lines.front(), "!fal");
  Session session(fal, lines.front() == "!other" || lines.front() == "!fal-other");
  for (const std::string& line : lines) session.line(line);
  session.send();
  return 0;
}
