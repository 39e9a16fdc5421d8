// Owns: the list of what fal can be asked.
// Never knows: paths and words (schemas/fal/provider.json).
// Used by: providers/all.
#pragma once

#include <mockling/providers/fal/platform_records.hpp>
#include <mockling/providers/fal/platform_usage.hpp>
#include <mockling/providers/fal/run.hpp>
#include <mockling/providers/fal/storage.hpp>
#include <mockling/providers/fal/stream.hpp>
#include <mockling/providers/fal/webhook.hpp>

namespace mockling::fal {

inline Dialect dialect() {
  return {"fal",
          {{"submit", BodyKind::submit, submit},
           {"status", BodyKind::none, status},
           {"stream", BodyKind::none, stream, more},
           {"result", BodyKind::none, result},
           {"cancel", BodyKind::none, cancel},
           {"run", BodyKind::submit, run, finish_run, leave_run},
           {"initiate", BodyKind::json, initiate},
           {"storage_token", BodyKind::none, storage_token},
           {"access_token", BodyKind::none, access_token},
           {"upload", BodyKind::raw, upload},
           {"put", BodyKind::raw, put},
           {"upload_parts", BodyKind::raw, upload_parts},
           {"put_part", BodyKind::raw, put_part},
           {"complete", BodyKind::json, complete},
           {"download", BodyKind::none, download},
           {"platform_models", BodyKind::none, platform::models},
           {"pricing", BodyKind::none, platform::pricing},
           {"estimate", BodyKind::json, platform::estimate},
           {"usage", BodyKind::none, platform::usage},
           {"requests", BodyKind::none, platform::requests},
           {"delete_payloads", BodyKind::none, platform::delete_payloads},
           {"account", BodyKind::none, platform::account},
           {"meta", BodyKind::none, platform::meta},
           {"openapi", BodyKind::none, openapi},
           {"webhook_keys", BodyKind::none, webhook_keys_document}},
          webhook,
          webhook_keys};
}

}  // namespace mockling::fal
