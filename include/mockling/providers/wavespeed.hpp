// Owns: the list of what WaveSpeed can be asked.
// Never knows: paths and words (schemas/wavespeed/provider.json).
// Used by: providers/all.
#pragma once

#include <mockling/base/crypto.hpp>
#include <mockling/providers/wavespeed/models.hpp>
#include <mockling/providers/wavespeed/records.hpp>
#include <mockling/providers/wavespeed/uploads.hpp>

namespace mockling::wavespeed {

namespace detail {

inline Response webhook_secret(Call& call) {
  Rng rng = call.state.stream("webhook-secret", 0);
  std::string bytes;
  for (int i = 0; i < 4; ++i)
    for (std::uint64_t word = rng.next(), left = 8; left-- > 0; word >>= 8) bytes += static_cast<char>(word & 0xff);
  return success(call, Json{{"secret", text_of(call.spec().document["webhook"], "secret_prefix") + base64(bytes)}});
}

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
           {"webhook_secret", BodyKind::none, detail::webhook_secret},
           {"none", BodyKind::none, detail::none}}};
}

}  // namespace mockling::wavespeed
