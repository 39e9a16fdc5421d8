// Owns: what kind of picture, sound or video some bytes begin.
// Never knows: names, providers.
// Used by: providers.
#pragma once

#include <cstddef>
#include <string_view>

namespace mockling {

namespace detail {

struct Signature {
  std::size_t at;
  std::string_view bytes;
  std::string_view type;
};

// The first that fits counts.
inline constexpr Signature kSignatures[] = {{0, "\x89PNG\r\n\x1a\n", "image/png"},
                                            {0, "\xff\xd8\xff", "image/jpeg"},
                                            {0, "GIF8", "image/gif"},
                                            {8, "WEBP", "image/webp"},
                                            {8, "WAVE", "audio/wav"},
                                            {4, "ftypqt  ", "video/quicktime"},
                                            {4, "ftypM4A ", "audio/mp4"},
                                            {4, "ftyp", "video/mp4"},
                                            {0, "\x1a\x45\xdf\xa3", "video/webm"},
                                            {0, "ID3", "audio/mpeg"},
                                            {0, "\xff\xfb", "audio/mpeg"},
                                            {0, "OggS", "audio/ogg"},
                                            {0, "fLaC", "audio/flac"}};

}  // namespace detail

// The media type of a file that begins with `head`, or an empty text when it is none of the common ones.
inline std::string_view media_type_of(std::string_view head) {
  for (const detail::Signature& signature : detail::kSignatures)
    if (head.size() >= signature.at && head.substr(signature.at, signature.bytes.size()) == signature.bytes)
      return signature.type;
  return {};
}

}  // namespace mockling
