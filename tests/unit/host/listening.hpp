// Owns: a listener on any port for one test, and the handlers most tests need.
// Never knows: what is tested.
// Used by: the listener tests.
#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <mockling/host/listener.hpp>

#include "../../support/raw_client.hpp"

namespace mockling::host::test {

using mockling::test::Ending;
using mockling::test::RawAnswer;
using mockling::test::RawClient;

inline Answer text(std::string body, int status = 200) {
  Answer answer;
  answer.status = status;
  answer.body = TextAnswer{"application/json", std::move(body)};
  return answer;
}

// What the handler was given, in one text.
inline std::string described(const Request& request) {
  std::string all = request.method + " " + request.scheme + "://" + request.host + " " + request.path;
  for (const auto& [name, value] : request.query) all += " ?" + name + "=" + value;
  for (const Header& header : request.headers) all += " [" + header.name + ": " + header.value + "]";
  for (const FormPart& part : request.parts)
    all += " part " + part.name + "/" + part.filename + "/" + part.content_type + "/" + part.content.bytes;
  return all + " body=" + request.body.bytes;
}

inline void describe(Request&& request, const Responder& answer) { answer(text(described(request))); }

// Refusals as JSON, so that a plain line of anybody else's is noticed.
inline Answer refuse_as_json(int status, const Request& partial) {
  return text("{\"refused\":" + std::to_string(status) + ",\"path\":\"" + partial.path + "\"}", status);
}

struct Listening {
  explicit Listening(Handler handler = describe, const std::function<void(ListenerOptions&)>& change = {})
      : listener(with(change), std::move(handler)) {
    const Result<int> opened = listener.start();
    if (!opened) throw std::runtime_error(opened.error().message);
    port = *opened;
  }

  static ListenerOptions with(const std::function<void(ListenerOptions&)>& change) {
    ListenerOptions options;
    options.refuse = refuse_as_json;
    if (change) change(options);
    return options;
  }

  RawClient client() const { return RawClient(port); }

  Listener listener;
  int port = 0;
};

// Waits until `holds()`, for at most five seconds.
template <class Holds>
bool soon(Holds&& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace mockling::host::test
