// Owns: the list of what EvoLink can be asked.
// Never knows: paths and words (schemas/evolink/provider.json).
// Used by: providers/all.
#pragma once

#include <mockling/providers/evolink/account.hpp>
#include <mockling/providers/evolink/callback.hpp>
#include <mockling/providers/evolink/files.hpp>
#include <mockling/providers/evolink/generations.hpp>

namespace mockling::evolink {

inline Dialect dialect() {
  return {"evolink",
          {{"generate", BodyKind::submit, generate},
           {"task", BodyKind::none, task},
           {"credits", BodyKind::none, credits},
           {"models", BodyKind::none, models},
           {"upload_base64", BodyKind::json, upload_base64},
           {"upload_stream", BodyKind::raw, upload_stream},
           {"upload_url", BodyKind::json, upload_url},
           {"list_files", BodyKind::json, list_files},
           {"file_quota", BodyKind::none, file_quota},
           {"delete_file", BodyKind::none, delete_file},
           {"download_file", BodyKind::none, download_file},
           {"public_file", BodyKind::none, public_file},
           {"output", BodyKind::none, output}},
          callback};
}

}  // namespace mockling::evolink
