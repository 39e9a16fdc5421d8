// Owns: what a real provider is asked to find out whether our data are true of it, as data: requests, what may differ,
// and which facts an answer shows.
// Never knows: how a request is made; keys. Used by: verify.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/spec/catalog.hpp>

namespace mockling::cli {

// Which key a request carries: that of the person who asks, none, or one that is written as no provider takes it.
enum class LiveKey { own, none, malformed };

struct LiveRequest {
  std::string method, family, path, body;
  LiveKey key = LiveKey::own;
};

// A list whose elements belong together when this member of theirs is the same.
struct LiveList {
  std::string at;      // where it is in the body
  std::string member;  // by which its elements are told apart
};

// What a place of an answer shows: "status", "type", "body", or "body" and a pointer into it. Pointers take * for any
// one step; an element of a LiveList is named by its member instead of its number.
struct LiveFact {
  std::string model;    // whose data file has the fact; empty: the provider's own has it
  std::string pointer;  // of the fact in that file
  std::string place;    // of the answer
};

struct LiveCheck {
  std::string id, about;
  LiveRequest request;
  std::vector<std::string> varies;   // places of the body whose values differ from account to account; types do not
  std::vector<std::string> ignored;  // places of which nothing is said
  std::vector<LiveList> lists;
  std::vector<LiveFact> facts;
};

// One generation, for who allows it: submitted, and asked for until it ends.
struct LiveGeneration {
  struct Candidate {
    std::string model;
    Json input;
  };
  std::vector<Candidate> candidates;  // the cheapest of them is made
  LiveCheck submit;                   // its body is filled in
  LiveCheck poll;                     // {id} in its path
  std::string id, status;             // where the answers have them, as pointers
};

struct LiveSuite {
  std::vector<LiveCheck> checks;
  LiveGeneration generation;
};

// The suite of this provider in the text of conformance/live/<provider>.json, or all that is wrong with it.
Result<LiveSuite> read_live_suite(std::string_view text, const Provider& provider);

}  // namespace mockling::cli
