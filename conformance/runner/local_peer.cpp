#include "local_peer.hpp"

#include <exception>

#include "driver_message.hpp"

namespace mockling::conform {

Result<std::shared_ptr<Peer>> LocalPeer::make(std::shared_ptr<LocalClient> client) {
  Json hello = client->hello();
  hello["type"] = "hello";
  hello["protocol"] = kProtocol;
  if (const std::string wrong = mistake_in(hello); !wrong.empty()) return Error{wrong};
  return std::shared_ptr<Peer>(new LocalPeer(std::move(client), std::move(hello)));
}

LocalPeer::~LocalPeer() {
  const std::lock_guard lock(threads_mutex_);
  for (std::thread& thread : threads_) thread.join();
}

bool LocalPeer::send(const Json& message) {
  const std::string type = text_of(message, "type");
  if (type == "control") client_->control(int_of(message, "seq"), text_of(message, "do"));
  if (type != "run") return true;
  const std::lock_guard lock(threads_mutex_);
  threads_.emplace_back([this, message] { carry_out(message); });
  return true;
}

void LocalPeer::carry_out(const Json& message) {
  const Json seq = message.at("seq");
  Json result;
  try {
    result = client_->run(message, [&](const std::string& event, Json more) {
      more["type"] = "event";
      more["seq"] = seq;
      more["event"] = event;
      tell(std::move(more));
    });
  } catch (const std::exception& thrown) {
    result = {{"outcome", "error"}, {"error", {{"category", "other"}, {"message", thrown.what()}}}};
  }
  result["type"] = "result";
  result["seq"] = seq;
  tell(std::move(result));
}

// A result that breaks the protocol still ends the run: as a break of the client's side, not of the client.
void LocalPeer::tell(Json message) {
  const std::string wrong = mistake_in(message);
  if (!wrong.empty()) blame(wrong);
  if (!wrong.empty() && text_of(message, "type") == "result")
    message = {
        {"type", "result"}, {"seq", message["seq"]}, {"outcome", "adapter_error"}, {"error", {{"message", wrong}}}};
  take(std::move(message));
}

}  // namespace mockling::conform
