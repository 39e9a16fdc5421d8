#include "refclient/webhook_server.hpp"

#include <httplib.h>

#include <ctime>
#include <thread>

#include "refclient/errors.hpp"

namespace refclient {

struct WebhookServer::Parts {
  httplib::Server server;
  std::thread thread;
};

WebhookServer::WebhookServer(Inbox& inbox) : parts_(std::make_unique<Parts>()) {
  httplib::Server& server = parts_->server;
  server.set_payload_max_length(std::size_t{1} << 20);
  server.set_read_timeout(10);
  server.Post("/hook", [&inbox](const httplib::Request& request, httplib::Response& response) {
    Delivery delivery{{request.headers.begin(), request.headers.end()}, request.body};
    response.status = inbox.receive(delivery, std::time(nullptr));
  });
  const int port = server.bind_to_any_port("127.0.0.1");
  if (port <= 0) throw VideoError(Category::other, "no port to listen on");
  parts_->thread = std::thread([this] { parts_->server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::yield();  // stop() is lost on one that does not run yet
  url_ = "http://127.0.0.1:" + std::to_string(port) + "/hook";
}

WebhookServer::~WebhookServer() {
  parts_->server.stop();
  parts_->thread.join();
}

}  // namespace refclient
