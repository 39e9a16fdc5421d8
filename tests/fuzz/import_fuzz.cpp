// Any text as an exported world: a world that can be lived in, or an error that says what is wrong; never a crash.
#include <mockling/core/statement.hpp>
#include <mockling/core/world_export.hpp>
#include <mockling/core/world_summary.hpp>

#include <mockling/embedded_data.hpp>

#include "input.hpp"

using namespace mockling;
using fuzz::demand;

namespace {

const Catalog& catalog() {
  static const Catalog loaded = load_catalog(embedded_data()).value();
  return loaded;
}

void live(State& state) {
  const Instant noon = *parse_instant("2026-08-18T12:00:00Z");
  const Instant now = std::max(noon, state.clock().now(noon));
  world_view(state, now);
  world_summary(state, now);
  statement(state, catalog(), now);
  events_view(events_between(state, now, kNever));
  const Json exported = export_world(state, now);
  const auto again = import_world(exported, {"again"}, now);
  demand(again.ok(), "what was exported can be imported", again ? "" : again.error().message);
  for (const Provider& provider : catalog().providers) state.account(provider.spec, now);
  state.settle(now + std::chrono::hours(1000));
  state.prune(now + std::chrono::hours(1000));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto imported = import_world(*json, {"fuzz"}, {1'787'054'400'000'000'000});
  if (!imported) return demand(!imported.error().message.empty(), "an error says what is wrong", dump(*json)), 0;
  if (fit_import(**imported, catalog())) live(**imported);
  return 0;
}
