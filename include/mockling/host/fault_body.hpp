// Owns: bodies that faults ask for: in gzip, with noise for a file, in chunks that do not end.
// Never knows: which requests are struck.
// Used by: host/wire_fault.
#pragma once

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <mockling/base/gzip.hpp>
#include <mockling/host/answer.hpp>

namespace mockling::host {

// The bytes of a text or a file, a piece at a time.
class BodyPieces {
 public:
  explicit BodyPieces(TextAnswer answer) : text_(std::move(answer.text)), size_(text_.size()) {}
  explicit BodyPieces(FileAnswer answer) : file_(std::move(answer)), size_(file_->size) {}

  std::uint64_t size() const { return size_; }
  void end_at(std::uint64_t size) { size_ = std::min(size, size_); }

  // The next piece; nothing at the end, or when the file cannot be read any more.
  std::optional<std::string> next() {
    constexpr std::uint64_t kPiece = 65'536;
    const std::uint64_t length = std::min(kPiece, size_ - at_);
    if (length == 0) return std::nullopt;
    std::string piece =
        file_ ? from_file(length) : text_.substr(static_cast<std::size_t>(at_), static_cast<std::size_t>(length));
    at_ += length;
    return piece.size() == length ? std::optional(std::move(piece)) : std::nullopt;
  }

 private:
  std::string from_file(std::uint64_t length) const {
    std::string piece(static_cast<std::size_t>(length), '\0');
    std::ifstream stream(file_->path, std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(at_));
    stream.read(piece.data(), static_cast<std::streamsize>(length));
    piece.resize(static_cast<std::size_t>(stream.gcount()));
    const std::uint64_t begin = std::clamp(file_->overlay_at, at_, at_ + length);
    const std::uint64_t end = std::clamp(file_->overlay_at + file_->overlay.size(), at_, at_ + length);
    for (std::uint64_t i = begin; i < end && i - at_ < piece.size(); ++i)
      piece[static_cast<std::size_t>(i - at_)] = file_->overlay[static_cast<std::size_t>(i - file_->overlay_at)];
    return piece;
  }

  std::string text_;
  std::optional<FileAnswer> file_;
  std::uint64_t size_ = 0;
  std::uint64_t at_ = 0;
};

namespace detail {

inline std::string content_type_of(const Answer& answer) {
  return std::visit([](const auto& body) { return body.content_type; }, answer.body);
}

// The pieces of a text or file; nothing for a stream, which is none yet.
inline std::shared_ptr<BodyPieces> pieces_of(Answer& answer) {
  if (auto* text = std::get_if<TextAnswer>(&answer.body)) return std::make_shared<BodyPieces>(std::move(*text));
  if (auto* file = std::get_if<FileAnswer>(&answer.body)) return std::make_shared<BodyPieces>(std::move(*file));
  return nullptr;
}

}  // namespace detail

// Small bodies keep a length; large ones are made while they are sent.
inline void compress(Answer& answer) {
  answer.headers.set("Content-Encoding", "gzip");
  if (auto* text = std::get_if<TextAnswer>(&answer.body)) return void(text->text = gzipped(text->text));
  const std::string type = detail::content_type_of(answer);
  const auto pieces = detail::pieces_of(answer);
  if (!pieces) return;
  enum class Stage { head, body, over };
  StreamAnswer stream;
  stream.content_type = type;
  stream.next = [pieces, writer = GzipWriter(), stage = Stage::head]() mutable -> std::optional<std::string> {
    if (stage == Stage::over) return std::nullopt;
    if (stage == Stage::head) return stage = Stage::body, writer.head();
    if (const auto piece = pieces->next()) return writer.block(*piece);
    return stage = Stage::over, writer.tail();
  };
  answer.body = std::move(stream);
}

// So much of the body in chunks, which do not end.
inline void cut_chunked(const Share& share, Answer& answer) {
  answer.fault.kind = WireFault::Kind::unfinished;
  const std::string type = detail::content_type_of(answer);
  const auto pieces = detail::pieces_of(answer);
  if (!pieces) return;
  pieces->end_at(share.of(pieces->size()));
  StreamAnswer stream;
  stream.content_type = type;
  stream.next = [pieces] { return pieces->next(); };
  answer.body = std::move(stream);
}

// Noise over the start of a file, its length unchanged; the same each time.
inline void spoil(Answer& answer) {
  constexpr std::uint64_t kNoise = 4096;
  auto* file = std::get_if<FileAnswer>(&answer.body);
  if (file == nullptr) return;
  file->overlay_at = 0;
  file->overlay.resize(static_cast<std::size_t>(std::min(kNoise, file->size)));
  std::uint32_t noise = 1;
  for (char& byte : file->overlay) byte = static_cast<char>((noise = noise * 1'664'525U + 1'013'904'223U) >> 24);
}

}  // namespace mockling::host
