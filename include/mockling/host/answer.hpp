// Owns: what the listener is asked to put on the wire.
// Never knows: why; providers, worlds and jobs.
// Used by: host/listener (writes it), host/server (makes it).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include <mockling/core/fault.hpp>
#include <mockling/core/http.hpp>

namespace mockling::host {

// Sent as it is, with its exact length. Never compressed by the library.
struct TextAnswer {
  std::string content_type;  // empty: no Content-Type header
  std::string text;
};

// A file on disk, served with Range, HEAD, ETag, If-None-Match and If-Range. Never read whole into memory.
struct FileAnswer {
  std::string path;
  std::uint64_t size = 0;
  std::string content_type;
  std::string etag;  // with its quotes; empty: none
  // Bytes that replace the file's own at this offset: how a shared clip gets its job's identity.
  std::uint64_t overlay_at = 0;
  std::string overlay;
};

// An answer whose length is not known yet (server-sent events). The listener calls `next` from a worker whenever
// the connection can take more; it returns the next chunk, an empty chunk ("nothing now, ask again after `pause`"),
// or nullopt for the end. Nobody's worker is held between calls.
struct StreamAnswer {
  std::string content_type;
  std::function<std::optional<std::string>()> next;
  std::chrono::milliseconds pause{50};
};

// What to do to the connection instead of, or while, answering. Acted out by the listener on the bytes it would have
// sent.
struct WireFault {
  enum class Kind {
    none,
    close_before,  // orderly close, no byte sent
    reset_before,  // RST, no byte sent
    reset_after,   // the first `bytes` bytes of the answer, then RST
    truncate,      // the first `bytes` bytes of the answer, then an orderly close
    stall,         // the first `bytes` bytes, then silence until `delay` is over, then the rest
    drip,          // the first `bytes` bytes, then `step` bytes each `delay`
    unfinished     // all of it but the last chunk of a chunked body, then an orderly end
  };
  Kind kind = Kind::none;
  std::uint64_t bytes = 0;
  std::chrono::milliseconds delay{0};
  std::uint64_t step = 1;
  std::optional<FaultSpot> spot{};  // instead of `bytes`, once the length of the answer is known
};

// What is wrong with an answer's head, or with how the request's is read.
struct HeadFault {
  std::int64_t length_off = 0;  // what Content-Length says too much
  std::string twice;            // the header that comes twice; empty: none
  bool early = false;           // 100 and 103 come first
  bool ignore_range = false;
};

struct Answer {
  int status = 200;
  Headers headers;  // without Content-Type, Content-Length, Connection: the listener writes those
  std::variant<TextAnswer, FileAnswer, StreamAnswer> body;
  WireFault fault;
  HeadFault head_fault;
  // Told true when the answer with its fault begins, and false when the client went before it had met the fault. Quick.
  std::function<void(bool)> struck;
};

}  // namespace mockling::host
