// echo default|sensible BODY_FILE [PORT] – the bare HTTP library as a yardstick: answers everything with the bytes of
// BODY_FILE as JSON. Prints its port when it listens, ends on a signal. PORT 0 or none takes any free one.

#include <httplib.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace {

constexpr std::size_t kThreads = 1100;  // a connection holds a thread for its whole life; the bench opens 1,024
constexpr int kBacklog = 1024;

std::string bytes_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void answer_everything(httplib::Server& server, const std::string& body) {
  const auto answer = [&body](const httplib::Request&, httplib::Response& response) {
    response.set_content(body, "application/json");
  };
  server.Get(".*", answer);
  server.Post(".*", answer);
}

// What the defaults get wrong for many keep-alive clients.
void set_sensibly(httplib::Server& server) {
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(100'000'000);
  server.set_keep_alive_timeout(5);
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
}

}  // namespace

int main(int argc, char** argv) {
  const std::string settings = argc > 2 ? argv[1] : "";
  if (settings != "default" && settings != "sensible") {
    std::fprintf(stderr, "usage: echo default|sensible BODY_FILE [PORT]\n");
    return 2;
  }
  const bool sensible = settings == "sensible";
  const std::string body = bytes_of(argv[2]);
  const int wanted = argc > 3 ? std::atoi(argv[3]) : 0;

  httplib::Server server;
  answer_everything(server, body);
  if (sensible) set_sensibly(server);
  int listening = -1;
  server.set_socket_options([&listening](auto socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    listening = static_cast<int>(socket);
  });
  const int port = wanted == 0                                ? server.bind_to_any_port("127.0.0.1")
                   : server.bind_to_port("127.0.0.1", wanted) ? wanted
                                                              : -1;
  if (port < 0) {
    std::fprintf(stderr, "echo: the port cannot be bound\n");
    return 1;
  }
  if (sensible) ::listen(listening, kBacklog);
  std::printf("%d\n", port);
  std::fflush(stdout);
  return server.listen_after_bind() ? 0 : 1;
}
