// Owns: that no process which a client left behind outlives the run, even one that left its group.
// Never knows: which client it was.
// Used by: main.
#pragma once

#include <chrono>

namespace mockling::conform {

// From now on, orphans among the descendants of this process become its children.
void adopt_orphans();

// Ends every child of this process and what comes to it from them; returns when none is left or the time is over.
void end_orphans(std::chrono::milliseconds time);

}  // namespace mockling::conform
