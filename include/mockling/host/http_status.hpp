// Owns: the reason phrases of HTTP statuses (RFC 9110 §15).
// Never knows: what a provider says about them.
// Used by: host/http_response.
#pragma once

#include <string_view>

namespace mockling::host {

struct StatusText {
  int status;
  std::string_view reason;
};

inline constexpr StatusText kStatusTexts[] = {
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Entity"},  // the older phrase: clients show it to people
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {499, "Client Closed Request"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

// The standard phrase, or an empty text for a status that has none (which is legal on the wire).
inline std::string_view reason_phrase(int status) {
  for (const StatusText& row : kStatusTexts)
    if (row.status == status) return row.reason;
  return {};
}

// RFC 9110 §6.4.1: these never carry content.
constexpr bool has_no_content(int status) { return status == 204 || status == 304 || (status >= 100 && status < 200); }

}  // namespace mockling::host
