// Owns: the predicates about the wire and the bill, which a client cannot talk itself out of.
// Never knows: what the client said.
// Used by: predicates.
#pragma once

#include "predicates.hpp"

namespace mockling::conform {

// {"of": SELECTOR, "is" | "min" | "max"}
Judged ask_count(const Json& asked, const Evidence& evidence);

// {"between": SELECTOR, "min_ms", "max_ms", "growing": true}: of all neighbours; or
// {"after": "fault:ID", "to": SELECTOR, "min_ms", "max_ms", "optional": true}: from the first that it struck to the
// next.
Judged ask_gap(const Json& asked, const Evidence& evidence);

// {"of": SELECTOR, "after": "result" | "terminal" | "abort" | "fault:ID", "grace_ms": 0, "max": 0}
Judged ask_none_after(const Json& asked, const Evidence& evidence);

// {"of": SELECTOR, "name", "is" | "matches" | "absent": true}: every one of them, and there is one unless "absent".
Judged ask_header(const Json& asked, const Evidence& evidence);

// {"of": SELECTOR, "in": [places]}: where a credential stands, "path" of handed-out links apart; [] is nowhere.
Judged ask_credentials(const Json& asked, const Evidence& evidence);

// {"of": SELECTOR, "at": "/pointer", "is" | "type" | "absent": true}; "has": text that stands in the raw body; or
// {"of": SELECTOR, "at": "/pointer", "members": [names], "nulls": false}: no other members there; no nulls in it.
Judged ask_body(const Json& asked, const Evidence& evidence);

// {"of": SELECTOR, "name", "is" | "absent": true}
Judged ask_query(const Json& asked, const Evidence& evidence);

// {"of": SELECTOR, "matches": [patterns]}: * within a segment, ** across.
Judged ask_path(const Json& asked, const Evidence& evidence);

// {"jobs_max", "jobs_min", "waste_jobs_max"}: in the price of one job.
Judged ask_money(const Json& asked, const Evidence& evidence);

}  // namespace mockling::conform
