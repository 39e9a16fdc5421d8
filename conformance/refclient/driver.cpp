// The reference client as a program that speaks the suite's driver protocol on stdin and stdout.
#include <curl/curl.h>

#include <iostream>
#include <string>

int main() {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  for (std::string line; std::getline(std::cin, line);) {
    if (line.find("\"hello\"") == std::string::npos) continue;
    std::cout
        << R"({"type":"hello","protocol":1,"client":{"name":"mockling-refclient","version":"0.1.0","language":"c++",)"
        << R"("url":""},"providers":[],"max_in_flight":1,"ops":[],"capabilities":[]})" << std::endl;
  }
  curl_global_cleanup();
}
