// Owns: the function at the heart of it all: (request, world, now) → answer and effects.
// Never knows: sockets, clocks, files, threads; no state of its own.
// Used by: host/server, tests.
#pragma once

#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <mockling/core/ending_patch.hpp>
#include <mockling/core/fault_choice.hpp>
#include <mockling/core/identity.hpp>
#include <mockling/core/journal_note.hpp>
#include <mockling/core/submit.hpp>

namespace mockling {

// Immutable; one may serve many threads, as long as each State is entered by one at a time.
class Emulator {
 public:
  explicit Emulator(std::vector<Dialect> dialects) : dialects_(std::move(dialects)) {}

  // Reads the request's body and validates it: all that needs no world. `provider` is that of the world's universe.
  Prepared prepare(const Provider& provider, RouteMatch route, const Request& request) const {
    Prepared prepared{&provider, std::move(route), std::nullopt, Json(), std::nullopt};
    if (!request.body.bytes.empty()) prepared.body_hash = hex(sha256(request.body.bytes));
    const Operation* operation = find_operation(prepared);
    if (operation == nullptr)
      prepared.refusal = ApiError{ErrorKind::not_implemented, {}};
    else if (operation->body == BodyKind::json || operation->body == BodyKind::submit)
      prepare_body(prepared, *operation, request);
    return prepared;
  }

  // Answers inside the world. The request is located. Everything that ended by `now` is settled first; `now` must not
  // run backwards.
  Outcome perform(const Prepared& prepared, const Request& request, State& state, Instant now) const {
    return enter(prepared, request, state, now, nullptr, [&](Call& call, const Operation& operation) {
      const bool own_checks = operation.body == BodyKind::submit;
      if (prepared.refusal && !own_checks) return refuse(call, *prepared.refusal);
      return operation.perform(call);
    });
  }

  // Answers a request that perform (or resume) held, or goes on with a stream that one of them began.
  Outcome resume(const Prepared& prepared, const HeldBody& held, const Request& request, State& state,
                 Instant now) const {
    return enter(prepared, request, state, now, &held,
                 [&](Call& call, const Operation& operation) { return operation.resume(call, held); });
  }

  // Takes note that the client of a held request has gone.
  void leave(const Prepared& prepared, const HeldBody& held, const Request& request, State& state, Instant now) const {
    enter(prepared, request, state, now, &held, [&](Call& call, const Operation& operation) -> Response {
      if (operation.left != nullptr) return operation.left(call, held);
      return {0, {}, held};
    });
  }

  // What is particular about this provider, or nullptr.
  const Dialect* dialect(std::string_view provider) const {
    for (const Dialect& dialect : dialects_)
      if (dialect.provider == provider) return &dialect;
    return nullptr;
  }

  // prepare and perform in one, for callers that hold the world anyway.
  Outcome handle(const Catalog& catalog, const Request& request, State& state, Instant now) const {
    Request located = request;
    locate(catalog, located);
    Identity identity = identify(catalog, located, true);
    if (identity.provider == nullptr)
      return {text_response(404, R"({"error":"no provider has this path"})", "application/json; charset=utf-8"), {}};
    if (identity.refusal) return {refuse(identity, located), {}};
    return perform(prepare(*identity.provider, std::move(identity.route), located), located, state, now);
  }

 private:
  const Operation* find_operation(const Prepared& prepared) const {
    const Dialect* known = dialect(prepared.provider->spec.name);
    return known != nullptr ? known->operation(prepared.route.route->operation) : nullptr;
  }

  static void prepare_body(Prepared& prepared, const Operation& operation, const Request& request) {
    const ProviderSpec& spec = prepared.provider->spec;
    const bool submits = operation.body == BodyKind::submit;
    if (submits && spec.model_field.empty()) {
      prepared.model = std::string(prepared.route.param("model"));
      if (!find_model(prepared)) return;
    }
    if (request.body.size > spec.json_limit || !request.body.file.empty())
      return prepared.refusal = ApiError{ErrorKind::too_large, {}}, void();
    auto body = in_query(request) ? Result<Json>(query_object(request.query)) : parse_json(request.body.bytes);
    if (!body || !body->is_object())
      return prepared.refusal = ApiError{ErrorKind::bad_json, body ? "not a JSON object" : body.error().message},
             void();
    prepared.body = std::move(body).value();
    if (!submits) return check_request(prepared, request);
    if (!spec.model_field.empty() && !(read_model(prepared) && find_model(prepared))) return;
    prepared.submission = prepare_submission(spec, *prepared.submission->model, prepared.body);
  }

  // The model is named in the body, which must do so.
  static bool read_model(Prepared& prepared) {
    const ProviderSpec& spec = prepared.provider->spec;
    const Json* name = member(prepared.body, spec.model_field);
    const std::string path = pointer_step(spec.model_field);
    const bool missing = name == nullptr || name->is_null() || *name == Json("");
    if (!missing && name->is_string()) return prepared.model = name->get<std::string>(), true;
    prepared.refusal =
        invalid(spec, missing ? Violation{path, "required", true, nullptr} : Violation{path, "type", "string", *name});
    return false;
  }

  static bool find_model(Prepared& prepared) {
    const Model* model = prepared.provider->model(prepared.model);
    if (model != nullptr)
      prepared.submission = Submission{model, Json(), {}};
    else
      prepared.refusal = ApiError{ErrorKind::unknown_model, std::string(utf8_prefix(prepared.model, 100))};
    return model != nullptr;
  }

  // Bodies of operations other than submit have their schema in the provider's data.
  static void check_request(Prepared& prepared, const Request& request) {
    const ProviderSpec& spec = prepared.provider->spec;
    const auto schema = spec.requests.find(prepared.route.route->operation);
    if (schema == spec.requests.end()) return;
    if (in_query(request)) read_query_values(schema->second, prepared.body);
    const Violations violations = validate(schema->second, prepared.body);
    if (!violations.empty()) prepared.refusal = invalid(spec, violations.front());
  }

  static bool in_query(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }

  // A query has only texts; where the schema wants a number or a boolean, its text is read as one.
  static void read_query_values(const Schema& schema, Json& object) {
    detail::coerce(schema, object, detail::read_number);
    for (const Property& property : schema.properties)
      if (const auto found = object.find(property.name); found != object.end() && property.schema.types == kBoolean)
        if (*found == "true" || *found == "false") *found = *found == "true";
  }

  static Json query_object(const Query& query) {
    Json object = Json::object();
    for (const auto& [name, value] : query) object[name] = value;
    return object;
  }

  template <class Answer>
  Outcome enter(const Prepared& prepared, const Request& request, State& state, Instant now, const HeldBody* held,
                const Answer& answer) const {
    const ProviderSpec& spec = prepared.provider->spec;
    const Operation* operation = find_operation(prepared);
    Account& account = state.account(spec, now);
    state.settle(now);
    const auto dropped = state.prune(now);
    Call call{
        *prepared.provider, request, prepared, state, account, now, base_of(spec, request, request.address.family)};
    Outcome outcome;
    const auto fault = held != nullptr ? Result<FaultPtr, ApiError>(held->fault) : choose_fault(call);
    if (!fault)
      outcome.response = refuse(call, fault.error());
    else if (*fault && !(*fault)->rule->accepts)
      outcome.response = refuse(call, {ErrorKind::unavailable, {}});
    else
      outcome.response = respond(call, operation, answer);
    if (fault) patch_answer(call, outcome.response);
    if (fault && held == nullptr) arm_for_job(call);
    if (fault && *fault) meet(call, *fault, outcome);
    const bool lost = outcome.fault && loses_answer(outcome.fault->rule->kind->act, outcome.fault->rule->spot.phase);
    if (!lost) note_fetched(call, outcome.response);
    outcome.effects = std::move(call.effects);
    for (const std::string& file : dropped) outcome.effects.push_back({Effect::Kind::drop_file, {}, file});
    if (!outcome.response.headers.find("Date")) outcome.response.headers.add("Date", http_date(now));
    const bool submits = operation != nullptr && operation->body == BodyKind::submit;
    record(call, outcome, held, submits, fault ? *fault : nullptr);
    if (state.faults().take_changed()) state.touch({Change::Kind::world, {}});
    return outcome;
  }

  template <class Answer>
  static Response respond(Call& call, const Operation* operation, const Answer& answer) {
    if (operation == nullptr) return refuse(call, call.prepared.refusal.value_or(ApiError{}));
    if (!call.prepared.route.route->open && call.account.standing != Standing::active)
      return refuse(call, barred(call.account, call.prepared));
    return answer(call, *operation);
  }

  // Lets the fault strike the answer, or go with one that is held.
  static void meet(const Call& call, const FaultPtr& fault, Outcome& outcome) {
    if (auto* later = std::get_if<HeldBody>(&outcome.response.body))
      later->fault = fault;
    else if (strike(call, *fault->rule, outcome.response))
      outcome.fault = fault;
  }

  static ApiError barred(const Account& account, const Prepared& prepared) {
    return {account.standing == Standing::suspended ? ErrorKind::suspended : ErrorKind::forbidden,
            std::string(utf8_prefix(prepared.model, 100))};
  }

  // A clip that goes out was worth its money.
  static void note_fetched(const Call& call, const Response& response) {
    const auto* text = std::get_if<TextBody>(&response.body);
    const ClipRef* clip = std::get_if<ClipRef>(&response.body);
    if (text != nullptr && text->clip && text->text.find(kClipMarker) != std::string::npos) clip = &*text->clip;
    Job* job = clip != nullptr && call.request.method != "HEAD" ? call.state.find_job(clip->job) : nullptr;
    if (job == nullptr || job->fetched) return;
    job->fetched = call.now;
    call.state.touch_job(*job);
  }

  // One entry for each request, however often it was held.
  static void record(const Call& call, Outcome& outcome, const HeldBody* held, bool submits, const FaultPtr& fault) {
    std::uint64_t entry = held != nullptr ? held->entry : 0;
    if (entry != 0)
      note_answer(call, outcome.response, entry);
    else
      std::tie(entry, outcome.transfer) = note_exchange(call, outcome.response, submits);
    if (auto* again = std::get_if<HeldBody>(&outcome.response.body)) again->entry = entry;
    if (auto* stream = std::get_if<StreamBody>(&outcome.response.body); stream != nullptr && stream->next)
      stream->next->entry = entry;
    if (fault) note_fault(call, *fault, entry);
  }

  static void note_fault(const Call& call, const Fault& fault, std::uint64_t number) {
    call.state.journal().change(
        number, [&](JournalEntry& entry) { entry.fault = fault.rule->id + " " + std::string(fault.rule->kind->name); });
    FaultReceipt* receipt = call.state.faults().receipt(fault.receipt);
    if (receipt == nullptr) return;
    receipt->request = number;
    receipt->job = call.job.empty() ? receipt->job : call.job;
  }

  std::vector<Dialect> dialects_;
};

}  // namespace mockling
