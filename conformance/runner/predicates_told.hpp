// Owns: the predicates about what the client said and left behind, held against what was true.
// Never knows: how the client was asked.
// Used by: predicates.
#pragma once

#include "predicates.hpp"

namespace mockling::conform {

// {"outcome": […], "category": […], "task_id": "given" | "absent", "http_status": 400 | "absent",
// "is": {"/pointer into value": …}, "says": [any of these texts], "says_not": […]}
Judged ask_result(const Json& asked, const Evidence& evidence);

// "whole" | "absent" | "absent_or_whole": the saved file against the bytes that are served.
Judged ask_file(const Json& asked, const Evidence& evidence);

// true: nothing was written beside the folder that the client was given.
Judged ask_files_inside(const Json& asked, const Evidence& evidence);

// {"free_of": ["key", "link"]}: in stdout, stderr and the log.
Judged ask_log(const Json& asked, const Evidence& evidence);

// {"is": "2.52"}: the client's figure, to the last digit that matters.
Judged ask_cost(const Json& asked, const Evidence& evidence);

// true: of many calls at once each got the end and the task of its own submission.
Judged ask_own(const Json& asked, const Evidence& evidence);

// {"lab": "pass", "completions": 1, "ack_max_ms": 10000}: what the webhook lab found, how often the caller was told in
// the end that a task had ended well, and how long the receiver took to answer at most.
Judged ask_hooks(const Json& asked, const Evidence& evidence);

}  // namespace mockling::conform
