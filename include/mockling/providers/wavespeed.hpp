// Owns: the list of what WaveSpeed can be asked.
// Never knows: paths and words (schemas/wavespeed/provider.json).
// Used by: providers/all.
#pragma once

#include <mockling/providers/wavespeed/models.hpp>
#include <mockling/providers/wavespeed/records.hpp>
#include <mockling/providers/wavespeed/uploads.hpp>
#include <mockling/providers/wavespeed/webhook.hpp>

namespace mockling::wavespeed {

namespace detail {

// Paths that outdated pages name and the service does not have.
inline Response none(Call& call) { return failure(call, ErrorKind::unknown_route); }

}  // namespace detail

inline Dialect dialect() {
  return {"wavespeed",
          {{"submit", BodyKind::submit, submit, resume},
           {"result", BodyKind::none, result},
           {"delete", BodyKind::none, remove},
           {"delete_many", BodyKind::json, remove_many},
           {"history", BodyKind::json, history},
           {"catalog", BodyKind::none, catalog},
           {"price", BodyKind::json, price},
           {"unit_price", BodyKind::json, unit_price},
           {"balance", BodyKind::none, balance},
           {"billing", BodyKind::json, billing},
           {"usage", BodyKind::json, usage},
           {"upload_ticket", BodyKind::json, upload_ticket},
           {"upload_put", BodyKind::raw, upload_put},
           {"upload_form", BodyKind::raw, upload_form},
           {"download", BodyKind::none, download},
           {"output", BodyKind::none, output},
           {"webhook_secret", BodyKind::none, webhook_secret},
           {"none", BodyKind::none, detail::none}},
          webhook,
          webhook_keys};
}

}  // namespace mockling::wavespeed
