// Owns: one HTTP exchange as values, and the interface of what carries it out.
// Never knows: libcurl, providers, retries.
// Used by: the client, the download, the webhook keys; curl_transport.hpp implements it.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "refclient/cancel_token.hpp"

namespace refclient {

using Millis = std::chrono::milliseconds;
using Headers = std::vector<std::pair<std::string, std::string>>;

/// What an exchange is for. Only a submit may cost money.
enum class Purpose { submit, poll, result, cancel, file, keys };

/// How the exchange went on the wire, before anybody looks at a status.
enum class Wire {
  complete,       ///< a whole answer
  not_connected,  ///< no connection, so the request was not sent
  untrusted,      ///< the other side could not prove who it is; the request was not sent
  timed_out,
  reset,      ///< the connection ended without an answer, or within it
  cut_short,  ///< the answer is shorter than it says
  garbled,    ///< no HTTP, or an encoding that cannot be decoded
  cancelled   ///< by the token, or by a sink that refused
};

struct Reply {
  Wire wire = Wire::complete;
  bool sent = true;  ///< whether a byte of the request may have reached the server
  int status = 0;    ///< 0 without an answer
  Headers headers;
  std::string body;     ///< at most Request::max_body bytes; empty when there is a sink
  std::string trouble;  ///< what went wrong, in words

  bool whole() const { return wire == Wire::complete; }
  bool success() const { return whole() && status >= 200 && status < 300; }
  /// The value of a header, by its name without regard to case; empty when there is none.
  std::string header(std::string_view name) const;
};

struct Request {
  Purpose purpose = Purpose::poll;
  std::string method = "GET";
  std::string url;
  Headers headers;
  std::string body;
  int hop = 0;  ///< how many redirects led here

  Millis timeout{30000};        ///< for the whole exchange; 0 is without limit
  Millis idle_timeout{0};       ///< so long without progress of the body ends the exchange; 0 is without limit
  bool own_connection = false;  ///< never use a kept connection: libcurl would repeat the request if it proved dead
  bool decode = true;           ///< undo Content-Encoding
  std::size_t max_body = std::size_t{1} << 20;
  std::string ca_file;  ///< whom to trust; empty is the system's choice

  /// Asked once when the head is there; false ends the exchange. May be empty.
  std::function<bool(const Reply&)> on_head;
  /// Takes the body piece by piece instead of Reply::body; false ends the exchange. May be empty.
  std::function<bool(std::string_view)> sink;
  const CancelToken* cancel = nullptr;
};

/// Carries out exchanges; redirects are answers like any other. Safe to use from many threads, never throws.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;
  virtual Reply send(const Request& request) = 0;
};

}  // namespace refclient
