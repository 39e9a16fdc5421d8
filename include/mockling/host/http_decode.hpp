// Owns: storing what the library's content reader gives: a plain body, or the parts of a form.
// Never knows: where the reader gets its bytes from.
// Used by: host/http_engine, host/http_library_loop.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <mockling/base/text.hpp>
#include <mockling/core/http.hpp>
#include <mockling/host/http_options.hpp>
#include <mockling/host/http_spool.hpp>

namespace mockling::host {

inline bool is_form(const Request& request) {
  constexpr std::string_view kForm = "multipart/form-data";
  return iequals(request.headers.get("Content-Type").substr(0, kForm.size()), kForm);
}

class BodyDecoder {
 public:
  // Files the bytes live in are added to `files`. All three must outlive the decoder.
  BodyDecoder(const ListenerOptions& options, Request& request, std::vector<SpoolFile>& files)
      : options_(options), request_(request), files_(files) {}

  // 0, or the status to refuse with. `Reader` is httplib::ContentReader; `told` is where it leaves its own reason.
  template <class Reader>
  int decode(const Reader& reader, const int& told) {
    const bool complete = is_form(request_) ? read_form(reader) : read_plain(reader);
    if (complete || refusal_ != 0) return refusal_;
    return told >= 400 ? told : 400;
  }

 private:
  template <class Reader>
  bool read_plain(const Reader& reader) {
    Spool spool = new_spool();
    const bool complete = reader([&](const char* bytes, std::size_t size) { return store(spool, {bytes, size}); });
    if (complete) keep(spool, request_.body);
    return complete;
  }

  template <class Reader>
  bool read_form(const Reader& reader) {
    constexpr std::size_t kMostParts = 1000;
    std::vector<FormPart> parts;
    std::vector<Spool> spools;
    const bool complete = reader(
        [&](const auto& part) {
          if (parts.size() == kMostParts) return refusal_ = 413, false;
          parts.push_back({part.name, part.filename, part.content_type, {}});
          spools.push_back(new_spool());
          return true;
        },
        [&](const char* bytes, std::size_t size) {
          return store(spools.back(), {bytes, size});
        });
    if (!complete) return false;
    for (std::size_t i = 0; i < parts.size(); ++i) keep(spools[i], parts[i].content);
    request_.parts = std::move(parts);
    request_.body = {};
    return true;
  }

  Spool new_spool() const { return {options_.spool_dir, options_.spool_over, options_.max_body}; }

  // The limit counts what came out of decompression, over all parts.
  bool store(Spool& spool, std::string_view bytes) {
    decoded_ += bytes.size();
    const Spool::State state = decoded_ > options_.max_body ? Spool::State::too_large : spool.append(bytes);
    if (state != Spool::State::good) refusal_ = state == Spool::State::too_large ? 413 : 507;
    return refusal_ == 0;
  }

  void keep(Spool& spool, Blob& blob) {
    auto [taken, file] = spool.take();
    blob = std::move(taken);
    if (file.exists()) files_.push_back(std::move(file));
  }

  const ListenerOptions& options_;
  Request& request_;
  std::vector<SpoolFile>& files_;
  std::uint64_t decoded_ = 0;
  int refusal_ = 0;
};

}  // namespace mockling::host
