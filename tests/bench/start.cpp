// Starts and stops a server in this process so many times, with data read once, and prints what that took: the medians
// as JSON, in microseconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <mockling/embedded_data.hpp>
#include <mockling/host.hpp>

namespace {

using Clock = std::chrono::steady_clock;

double micros(Clock::time_point since) {
  return std::chrono::duration<double, std::micro>(Clock::now() - since).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 20;
  const auto data = std::make_shared<mockling::host::Universes>(mockling::embedded_data());
  mockling::host::ServerOptions options;
  options.media = mockling::host::MediaMode::off;
  std::vector<double> starts, stops;
  for (int i = 0; i <= rounds; ++i) {
    const auto begun = Clock::now();
    mockling::host::Server server(options, data);
    if (const auto port = server.start(); !port) return std::puts(port.error().message.c_str()), 1;
    const double start = micros(begun);
    const auto ended = Clock::now();
    server.stop();
    if (i == 0) continue;  // reads the data
    starts.push_back(start);
    stops.push_back(micros(ended));
  }
  if (starts.empty()) return 1;
  std::printf("{\"start\":%.0f,\"stop\":%.0f}\n", median(starts), median(stops));
}
