// Owns: a job, an upload and an account as JSON, and the way back with every value checked.
// Never knows: worlds as a whole, files on disk.
// Used by: core/persist.
#pragma once

#include <string>
#include <vector>

#include <mockling/core/state.hpp>

namespace mockling {

namespace detail {

// Says that a record is broken, in the way its missing members do.
[[noreturn]] inline void broken_record(const std::string& what) { throw Json::other_error::create(501, what, nullptr); }

// Numbers of jobs and seeds, small enough for every JSON reader.
inline std::uint64_t count_value(const Json& value) {
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  const Json holder{{"count", value}};
  const std::int64_t count = int_of(holder, "count", -1);
  if (!value.is_number_integer() || count < 0 || count > kMost) broken_record("a count is wrong");
  return static_cast<std::uint64_t>(count);
}

// Amounts far inside the range, so that no sum of a world's can leave it.
inline Decimal amount_value(const Json& json, std::string_view key) {
  constexpr std::int64_t kMost = 2'000'000'000;
  const auto amount = parse_decimal(text_of(json, key));
  if (!amount || amount->nano < 0 || amount->nano > kMost * Decimal::kOne)
    broken_record("the amount " + std::string(key) + " is wrong");
  return *amount;
}

inline Json instant_json(const std::optional<Instant>& at) { return at ? Json(at->ns) : Json(); }

inline std::optional<Instant> instant_value(const Json& value) {
  return value.is_number_integer() ? std::optional(Instant{value.get<std::int64_t>()}) : std::nullopt;
}

inline Json plan_json(const Plan& plan) {
  return {{"submitted", plan.submitted.ns},
          {"earliest", plan.earliest.ns},
          {"starts", plan.starts.ns},
          {"ends", plan.ends.ns},
          {"running", plan.running.count()},
          {"last", kPhases[static_cast<std::size_t>(plan.last)]},
          {"ending", plan.ending}};
}

inline Plan plan_value(const Json& json) {
  std::vector<std::string> problems;
  const Instant starts{int_of(json, "starts")};
  const Instant ends{int_of(json, "ends")};
  const Plan plan{{int_of(json, "submitted")},
                  {int_of(json, "earliest")},
                  starts,
                  ends,
                  Nanos(int_of(json, "running", (ends - starts).count())),
                  phase_value(text_of(json, "last"), "plan", problems),
                  text_of(json, "ending")};
  if (!problems.empty() || ends < starts || starts < plan.submitted) broken_record("a job's plan is wrong");
  return plan;
}

inline Json shape_json(const ClipShape& shape) {
  return {{"width", shape.size.width},
          {"height", shape.size.height},
          {"rate", Json::array({shape.rate_numerator, shape.rate_denominator})},
          {"ms", shape.length.count()},
          {"sound", shape.sound}};
}

// A side of a picture in pixels; 0: not known.
inline int side_value(const Json& json, std::string_view key) {
  const std::int64_t side = int_of(json, key);
  if (side < 0 || side > 100'000) broken_record("the " + std::string(key) + " of a picture is wrong");
  return static_cast<int>(side);
}

inline ClipShape shape_value(const Json& json) {
  const Json& rate = json.at("rate");
  const std::uint64_t numerator = count_value(rate.at(0)), denominator = count_value(rate.at(1));
  const std::int64_t length = int_of(json, "ms");
  const bool sensible = numerator > 0 && numerator < 1'000'000 && denominator > 0 && denominator < 1'000'000;
  if (!sensible || length < 0 || length > std::chrono::duration_cast<Millis>(Nanos::max()).count())
    broken_record("a clip's shape is wrong");
  return {{side_value(json, "width"), side_value(json, "height")},
          static_cast<int>(numerator),
          static_cast<int>(denominator),
          Millis(length),
          flag_of(json, "sound")};
}

inline Json job_json(const Job& job) {
  return {{"number", job.number},
          {"id", job.id},
          {"provider", job.provider},
          {"model", job.model},
          {"input", job.input},
          {"price", to_text(job.price.amount)},
          {"currency", job.price.currency.code},
          {"plan", plan_json(job.plan)},
          {"shape", shape_json(job.shape)},
          {"webhook", job.webhook},
          {"outcome", job.outcome},
          {"expires", job.expires.ns},
          {"clip_until", instant_json(job.clip_until)},
          {"links_for", job.links_for ? Json(job.links_for->count()) : Json()},
          {"shows_io", job.shows_io},
          {"fetched", instant_json(job.fetched)},
          {"cancelled", instant_json(job.cancelled)},
          {"deleted", instant_json(job.deleted)},
          {"refunded", instant_json(job.refunded)}};
}

inline Job job_value(const Json& json) {
  Job job;
  job.number = count_value(json.at("number"));
  job.id = text_of(json, "id");
  job.provider = text_of(json, "provider");
  job.model = text_of(json, "model");
  job.input = text_of(json, "input");
  job.price = {amount_value(json, "price"), {text_of(json, "currency")}};
  job.plan = plan_value(json.at("plan"));
  job.shape = shape_value(json.at("shape"));
  job.webhook = text_of(json, "webhook");
  job.outcome = text_of(json, "outcome");
  job.expires = {int_of(json, "expires")};
  job.clip_until = instant_value(child(json, "clip_until"));
  if (const Json& links = child(json, "links_for"); links.is_number_integer())
    job.links_for = Nanos(links.get<std::int64_t>());
  job.shows_io = flag_of(json, "shows_io", true);
  job.fetched = instant_value(child(json, "fetched"));
  job.cancelled = instant_value(json.value("cancelled", Json()));
  job.deleted = instant_value(json.value("deleted", Json()));
  job.refunded = instant_value(json.value("refunded", Json()));
  return job;
}

inline Json file_json(const FileRecord& file) {
  return {{"id", file.id},
          {"provider", file.provider},
          {"name", file.name},
          {"place", file.place},
          {"shown", file.shown},
          {"content_type", file.content_type},
          {"size", file.size},
          {"created", file.created.ns},
          {"ticket_ends", file.ticket_ends.ns},
          {"expires", file.expires.ns},
          {"stored", file.stored},
          {"width", file.facts.width},
          {"height", file.facts.height},
          {"ms", file.facts.length.count()},
          {"sound", file.facts.sound},
          {"rate", file.facts.rate},
          {"format", file.facts.format}};
}

// A rate as it was written, 0 for what is none.
inline double rate_value(const Json& json) {
  const bool sound = json.is_number() && json >= 0 && json < 1'000'000;
  return sound ? json.get<double>() : 0;
}

inline FileRecord file_value(const Json& json) {
  FileRecord file;
  file.id = text_of(json, "id");
  if (safe_file_name(file.id) != file.id) broken_record("a file's id is wrong");
  file.provider = text_of(json, "provider");
  file.name = text_of(json, "name");
  file.place = text_of(json, "place");
  file.shown = text_of(json, "shown");
  file.content_type = text_of(json, "content_type");
  file.size = count_value(json.at("size"));
  file.created = {int_of(json, "created")};
  file.ticket_ends = {int_of(json, "ticket_ends")};
  file.expires = {int_of(json, "expires")};
  file.stored = flag_of(json, "stored");
  file.facts = {side_value(json, "width"), side_value(json, "height"), Millis(int_of(json, "ms")),
                flag_of(json, "sound")};
  file.facts.rate = rate_value(json.value("rate", Json()));
  file.facts.format = text_of(json, "format");
  return file;
}

// What the account was given and had spent before its oldest remembered job, so that replaying the jobs gives its
// balance again.
inline Json account_json(const State& state, const std::string& provider, const Account& account) {
  Decimal open{};
  Decimal charged{};
  for (const Job& job : state.jobs()) {
    if (job.provider != provider) continue;
    const bool reserved = account.open.count({end_of(job), job.number}) > 0;
    if (reserved)
      open = add_checked(open, job.price.amount);
    else if (delivers(job) && !job.refunded)
      charged = add_checked(charged, job.price.amount);
  }
  const Decimal before = add_checked(account.ledger.holds(Purse::spent), {-charged.nano});
  const Decimal funded = add_checked(add_checked(add_checked(account.ledger.available(), open), charged), before);
  return {{"provider", provider},      {"currency", account.currency},
          {"level", account.level},    {"standing", kStandings[static_cast<std::size_t>(account.standing)]},
          {"funded", to_text(funded)}, {"spent_before", to_text(before)}};
}

inline Account account_value(const Json& json, Instant now) {
  Account account;
  account.currency = text_of(json, "currency");
  account.level = text_of(json, "level");
  for (std::size_t i = 0; i < kStandings.size(); ++i)
    if (kStandings[i] == text_of(json, "standing")) account.standing = static_cast<Standing>(i);
  const Decimal before = amount_value(json, "spent_before");
  account.ledger.post(Move::fund, amount_value(json, "funded"), 0, now);
  if (before != Decimal{}) {
    account.ledger.post(Move::reserve, before, 0, now);
    account.ledger.post(Move::charge, before, 0, now);
  }
  return account;
}

}  // namespace detail

}  // namespace mockling
