// Owns: the words that all readable forms of a report share: safe text, money, the score, one exchange.
// Never knows: where they are shown.
// Used by: report_*.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>

namespace mockling::conform {

// `text` as one line that no terminal, log or page can take for a command: whatever controls (also C1 and the marks
// that turn the direction of writing) is spelled as \u{…}, line ends become blanks, bytes that are no UTF-8 become
// U+FFFD. At most `most` bytes, then "…".
std::string one_line(std::string_view text, std::size_t most = 300);

// A member of an object as one_line().
std::string line_of(const Json& object, std::string_view key, std::size_t most = 300);

// "$2.10", "27 credits"; an amount that is none is shown as it is.
std::string money_in_words(std::string_view amount, std::string_view currency);

// What `name` ("charged", "waste") adds up to over the rows of totals.money: "$4.20 + 27 credits", or "$0".
std::string total_in_words(const Json& report, std::string_view name);

// "94/96 must · waste $0"
std::string score_in_words(const Json& report);

// "14 pass, 1 fail": the verdicts that occur, worst first.
std::string verdicts_in_words(const Json& verdicts);

// "acme-video 2.3.0", or "a client without a name".
std::string client_in_words(const Json& report);

// "submit/lost-response[fal]#billable-once"
std::string address_of(const Json& one_case, const Json& check);

// "#2   412.3 ms  POST queue.fal.run/fal-ai/…  200  job 5d9d…  fault f1"
std::string exchange_in_words(const Json& exchange);

// The exchanges that show why a check has its verdict, in order: 2 to 6 where there are as many.
std::vector<const Json*> excerpt_of(const Json& one_case, const Json& check);

// "2 jobs, $4.20 charged, $2.10 of it wasted"
std::string cost_in_words(const Json& one_case);

}  // namespace mockling::conform
