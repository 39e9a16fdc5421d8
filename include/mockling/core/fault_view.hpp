// Owns: a world's faults and receipts as JSON: for people, and to be kept.
// Never knows: HTTP, files on disk.
// Used by: core/persist, host/control/faults.
#pragma once

#include <string>
#include <utility>

#include <mockling/core/fault_book.hpp>

namespace mockling {

namespace detail {

inline Json armed_json(const FaultBook::Armed& one) {
  Json document = one.rule->document;
  document["id"] = one.rule->id;
  return {{"id", one.rule->id},
          {"source", kFaultSources[static_cast<std::size_t>(one.source)]},
          {"fault", std::move(document)},
          {"seen", one.seen},
          {"struck", one.struck}};
}

inline Json receipt_json(const FaultReceipt& receipt) {
  return {{"receipt", receipt.number},
          {"fault", receipt.rule},
          {"do", receipt.kind},
          {"source", kFaultSources[static_cast<std::size_t>(receipt.source)]},
          {"at", rfc3339(receipt.at, 9, true)},
          {"request", receipt.request},
          {"operation", receipt.operation},
          {"job", receipt.job.empty() ? Json() : Json(receipt.job)},
          {"phase", kFaultPhases[static_cast<std::size_t>(receipt.phase)]},
          {"accepted", receipt.accepted},
          {"delivered", receipt.delivered}};
}

template <class Names>
std::size_t index_in(const Names& names, const std::string& name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return i;
  return 0;
}

inline std::uint64_t natural(const Json& json, std::string_view key) {
  const std::int64_t value = int_of(json, key);
  return value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

inline FaultReceipt receipt_value(const Json& json) {
  FaultReceipt receipt;
  receipt.number = natural(json, "receipt");
  receipt.rule = text_of(json, "fault");
  receipt.kind = text_of(json, "do");
  receipt.source = static_cast<FaultSource>(index_in(kFaultSources, text_of(json, "source")));
  receipt.at = parse_instant(text_of(json, "at")).value_or(Instant{});
  receipt.request = natural(json, "request");
  receipt.operation = text_of(json, "operation");
  receipt.job = text_of(json, "job");
  receipt.phase = static_cast<FaultPhase>(index_in(kFaultPhases, text_of(json, "phase")));
  receipt.accepted = flag_of(json, "accepted");
  receipt.delivered = flag_of(json, "delivered");
  return receipt;
}

}  // namespace detail

// What is armed, in the order of precedence, and what struck, oldest first.
inline Json faults_view(const FaultBook& book) {
  Json view{{"faults", Json::array()}, {"receipts", Json::array()}};
  for (const FaultBook::Armed& one : book.armed()) view["faults"].push_back(detail::armed_json(one));
  for (const FaultReceipt& receipt : book.receipts()) view["receipts"].push_back(detail::receipt_json(receipt));
  return view;
}

// The same with all that is needed to go on from it; null when there is nothing to keep.
inline Json faults_record(const FaultBook& book) {
  if (book.armed().empty() && book.receipts().empty() && book.ids_made() == 0) return nullptr;
  Json record = faults_view(book);
  for (std::size_t i = 0; i < book.armed().size(); ++i)
    if (!book.armed()[i].text.empty()) record["faults"][i]["text"] = book.armed()[i].text;
  record["ids"] = book.ids_made();
  return record;
}

// Makes the book what it was when faults_record() was written; an Error when that cannot be read.
inline Result<void> restore_faults(const Json& record, FaultBook& book) {
  if (record.is_null()) return {};
  book.clear();
  for (const Json& kept : child(record, "faults")) {
    auto rule = parse_fault(child(kept, "fault"));
    if (!rule) return rule.error();
    if (rule->id.empty()) return Error{"a kept fault has no id"};
    if (book.armed().size() >= 4 * FaultBook::kMostRules) return Error{"too many faults"};
    const auto source = static_cast<FaultSource>(detail::index_in(kFaultSources, text_of(kept, "source")));
    book.restore({std::make_shared<const FaultRule>(std::move(rule).value()), source, text_of(kept, "text"),
                  detail::natural(kept, "seen"), detail::natural(kept, "struck")});
  }
  for (const Json& kept : child(record, "receipts")) book.keep(detail::receipt_value(kept));
  book.skip_ids(detail::natural(record, "ids"));
  return {};
}

}  // namespace mockling
