#include <cstdio>
#include <memory>

#include <mockling/base/json.hpp>
#include <mockling/base/text.hpp>
#include <mockling/host/control_client.hpp>

#include "commands.hpp"
#include "ctl_print.hpp"
#include "input.hpp"

namespace mockling::cli {

namespace {

// What a verb takes after its name, and what becomes of it.
enum class Takes {
  nothing,
  value,   // one text, which becomes the field of the body
  name,    // the same, or the path of a .json file whose document it becomes
  fields,  // any number of NAME=VALUE, which become the query
  whole,   // one text, or the path of a .json file, which becomes the body itself
  number,  // maybe a whole number, which becomes the field of the body
  file,    // the path of a JSON document, or - for standard input, which becomes the body
  output   // maybe the path of a file that the answer goes into
};

struct Verb {
  const char* name;
  const char* about;
  const char* method;
  const char* path;
  Takes takes = Takes::nothing;
  const char* field = "";
};

constexpr Verb kVerbs[] = {
    {"health", "Whether the server is up", "GET", "health"},
    {"worlds", "The worlds there are: worlds limit=10", "GET", "worlds", Takes::fields},
    {"world", "A world at a glance", "GET", "world"},
    {"advance", "Move the clock by a time (5s, 24h, 7d) or to the next event", "PATCH", "world", Takes::value,
     "advance"},
    {"clock", "Set the clock's rate: real, manual or xN", "PATCH", "world", Takes::value, "clock"},
    {"scenario", "Put the world into a situation: a name or a .json file", "PATCH", "world", Takes::name, "scenario"},
    {"limit", "What the world may spend, like \"5.00 USD\"", "PATCH", "world", Takes::value, "spending_limit"},
    {"reset", "Make the world as it was when it was opened, with this seed or its own", "POST", "world/reset",
     Takes::number, "seed"},
    {"delete", "End the world; the next use of its key opens a new one", "DELETE", "world"},
    {"export", "The world as one JSON document", "GET", "world/export", Takes::output},
    {"import", "Take an exported world over (a file, or -)", "PUT", "world/import", Takes::file},
    {"faults", "What is armed, and what struck", "GET", "faults"},
    {"arm", "Arm a fault: compact, like \"lost-response@submit:1\", or a .json file", "POST", "faults", Takes::whole},
    {"disarm", "Disarm a fault (disarm id=ID), or all", "DELETE", "faults", Takes::fields},
    {"ledger", "The bill: what was spent on what", "GET", "ledger"},
    {"journal", "What was asked: journal status=500 limit=10", "GET", "journal", Takes::fields},
    {"har", "The journal as an HTTP Archive", "GET", "journal.har", Takes::output},
    {"verify", "Check expectations (a JSON file, or -); 1 when they are not met", "POST", "verify", Takes::file},
    {"webhooks", "Who was told of what: webhooks state=waiting", "GET", "webhooks", Takes::fields},
    {"verdict", "What the monitors found of the client", "GET", "verdict"},
    {"switches", "Every reading a world can be opened in", "GET", "switches"},
};

struct CtlFlags {
  host::ControlAddress address;
  bool json = false;
  const Verb* verb = nullptr;
  std::vector<std::string> arguments;
};

Result<Json> named(const std::string& argument) {
  if (!ends_with(argument, ".json")) return Json(argument);
  auto text = input_text(argument);
  if (!text) return text.error();
  auto document = parse_json(*text);
  if (!document) return Error{argument + " is " + document.error().message};
  return document;
}

Result<std::string> query_of(const std::vector<std::string>& fields) {
  std::string query;
  for (const std::string& field : fields) {
    const std::size_t equals = field.find('=');
    if (equals == std::string::npos) return Error{"\"" + field + "\" is not NAME=VALUE"};
    query += (query.empty() ? "?" : "&") + percent_encode(field.substr(0, equals)) + "=" +
             percent_encode(field.substr(equals + 1));
  }
  return query;
}

// The body of the call, or what is wrong with the argument.
Result<std::string> body_of(const CtlFlags& flags) {
  const Verb& verb = *flags.verb;
  if (verb.takes == Takes::file) return input_text(flags.arguments.front());
  if (verb.takes == Takes::value) return dump(Json{{verb.field, flags.arguments.front()}});
  if (verb.takes == Takes::number && !flags.arguments.empty()) {
    const auto number = parse_int(flags.arguments.front());
    if (!number) return Error{std::string(verb.name) + " takes a whole number"};
    return dump(Json{{verb.field, *number}});
  }
  if (verb.takes != Takes::name && verb.takes != Takes::whole) return std::string();
  auto value = named(flags.arguments.front());
  if (!value) return value.error();
  return dump(verb.takes == Takes::whole ? *value : Json{{verb.field, *value}});
}

int show(const CtlFlags& flags, const Json& answer) {
  const bool into_file = flags.verb->takes == Takes::output && !flags.arguments.empty();
  const std::string text =
      flags.json || flags.verb->takes == Takes::output ? dump(answer) + "\n" : for_people(flags.verb->name, answer);
  if (!into_file)
    std::fputs(text.c_str(), stdout);
  else if (const auto done = host::write_file(flags.arguments.front(), text); !done)
    return complain(done.error().message);
  return text_of(answer, "verdict") == "fail" ? 1 : 0;
}

int ctl(const CtlFlags& flags) {
  if (flags.verb == nullptr) return complain("which verb? mockling ctl --help lists them");
  const auto body = body_of(flags);
  if (!body) return complain(body.error().message);
  const auto query = query_of(flags.verb->takes == Takes::fields ? flags.arguments : std::vector<std::string>());
  if (!query) return complain(query.error().message);
  const auto reply = host::call_control(flags.address, flags.verb->method, flags.verb->path + *query, *body);
  if (!reply) return complain(reply.error().message);
  const auto answer = parse_json(reply->text, {64, 10'000'000});
  if (!answer) return complain("what answers at " + flags.address.url + " is no mockling");
  if (reply->status >= 200 && reply->status < 300) return show(flags, *answer);
  const std::string why = text_of(*answer, "error", "the server answered " + std::to_string(reply->status));
  std::fprintf(stderr, "mockling: %s\n", replace_all(why, "\n", "; ").c_str());
  return 1;
}

void add_arguments(CLI::App& command, const Verb& verb, std::vector<std::string>& arguments) {
  if (verb.takes == Takes::nothing) return;
  constexpr const char* kNames[] = {"", "VALUE", "NAME", "FIELD=VALUE", "FAULT", "NUMBER", "FILE", "FILE"};
  CLI::Option* option = command.add_option(kNames[static_cast<std::size_t>(verb.takes)], arguments);
  if (verb.takes == Takes::fields) return;
  option->expected(0, 1);
  option->required(verb.takes == Takes::value || verb.takes == Takes::name || verb.takes == Takes::whole ||
                   verb.takes == Takes::file);
}

}  // namespace

Run add_ctl(CLI::App& app) {
  const auto flags = std::make_shared<CtlFlags>();
  CLI::App* command = app.add_subcommand("ctl", "Look at and change the worlds of a running server");
  command->add_option("--url", flags->address.url, "Where it listens")->envname("MOCKLING_URL")->capture_default_str();
  command->add_option("--key", flags->address.key, "The key whose world is meant")->envname("MOCKLING_KEY");
  command->add_option("--token", flags->address.token, "What the server's control plane needs, if it does")
      ->envname("MOCKLING_TOKEN");
  command->add_flag("--json", flags->json, "Print the answer as it came");
  command->require_subcommand(0, 1);
  command->fallthrough();
  for (const Verb& verb : kVerbs) {
    CLI::App* chosen = command->add_subcommand(verb.name, verb.about);
    chosen->fallthrough();
    add_arguments(*chosen, verb, flags->arguments);
    chosen->callback([flags, verb = &verb] { flags->verb = verb; });
  }
  return [flags] { return ctl(*flags); };
}

}  // namespace mockling::cli
