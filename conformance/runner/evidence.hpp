// Owns: what was seen of one run of a client: the wire, the receipts, the bill, what the client said, what it left
// behind. Never knows: what was expected; where any of it came from. Used by: play (makes it), selectors, predicates,
// judge, report.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/base/time.hpp>
#include <mockling/core/http.hpp>
#include <mockling/spec/provider_spec.hpp>

namespace mockling::conform {

// One exchange of the world's journal.
struct Exchange {
  std::uint64_t number = 0;
  Instant at;
  bool in = true;        // false: mockling called a webhook
  bool foreign = false;  // under the name that no provider has: where keys have no business
  std::string method;
  std::string host;
  std::string path;      // as the provider's host sees it
  std::string raw_path;  // as it was sent
  Query query;
  std::string operation;
  std::vector<std::string> roles;  // of the operation, in the provider's data
  bool submits = false;
  int status = 0;  // 0: no answer
  std::string job;
  std::vector<std::string> credentials;                      // where one was sent: header, query, path, body
  std::string fault;                                         // the id of the one that struck
  std::vector<std::pair<std::string, std::string>> headers;  // of the request
  std::string body;                                          // of the request
  std::uint64_t bytes = 0;                                   // of the answer that went out
  bool complete = true;

  bool plays(std::string_view role) const;
  bool carries_credential() const;  // outside the path, where links have one that was handed out
};

// A movement of the world's ledger.
struct Movement {
  Instant at;
  std::string kind;  // reserve, charge, release, refund, …
  std::string amount;
  std::string job;
};

// What the client said of one call, and when.
struct Said {
  Json message = nullptr;  // of the driver protocol; null: nothing until the deadline
  Instant at;              // of the world
  std::string prompt;      // of this call
};

struct Evidence {
  std::vector<Exchange> wire;
  std::vector<Movement> ledger;
  std::map<std::string, bool> receipts;  // by the fault's id: whether it was delivered
  std::vector<Said> said;
  std::vector<Json> events;                // of the driver protocol
  std::map<std::string, Instant> moments;  // result, abort, terminal
  std::string currency, price, charged = "0", waste = "0";
  std::string heard;       // stdout, stderr and log file of the client
  std::string key, links;  // the canary, and a part that only signed links have
  std::string provider;
  std::optional<std::string> file;   // the bytes that the client saved; absent: no file
  std::optional<std::string> truth;  // the bytes that the emulator serves
  std::vector<std::string> strays;   // files outside the folder that the client was given
  std::vector<Json> hooks;           // what the webhook lab found

  // Jobs that the world's money was taken for, or is held for.
  std::vector<std::string> paid_jobs() const;
};

// The entries of a journal (as the control plane shows it), oldest first. `foreign` is the host name that no provider
// has.
std::vector<Exchange> exchanges(const Json& journal, const ProviderSpec& spec, std::string_view foreign);

// The movements of one account of the ledger that concern jobs.
std::vector<Movement> movements(const Json& account);

// The instant of a text like "2026-02-06T08:11:02.417Z"; 1970 for anything else.
Instant instant_of(const std::string& text);

}  // namespace mockling::conform
