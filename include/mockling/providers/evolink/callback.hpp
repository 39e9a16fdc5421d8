// Owns: what a callback of EvoLink's says.
// Never knows: when one is sent.
// Used by: providers/evolink.
#pragma once

#include <mockling/providers/evolink/task.hpp>

namespace mockling::evolink {

// The task as a query shows it.
inline Response callback(Call& call, const Job& job) {
  return json_response(call, 200, task_object(call, job, phase_at(job, call.now)));
}

}  // namespace mockling::evolink
