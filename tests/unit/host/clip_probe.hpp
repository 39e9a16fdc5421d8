// Owns: looking at clips with the tools of FFmpeg.
// Never knows: how the clips were made.
// Used by: tests of host/clip_maker and host/renderer.
#pragma once

#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>

namespace mockling::test {

// What a shell command prints on stdout and stderr. Throws when it fails.
inline std::string shell(const std::string& command) {
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell");
  std::string said;
  char buffer[65536];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) said.append(buffer, got);
  if (::pclose(pipe) != 0) throw std::runtime_error(command + "\n" + said);
  return said;
}

// ffprobe's view of a file as flat keys: "streams.stream.0.width" → "1280".
inline std::map<std::string, std::string> probe(const std::string& path, const std::string& options = "") {
  const std::string flat = shell("ffprobe -v error " + options + " -show_format -show_streams -of flat '" + path + "'");
  std::map<std::string, std::string> facts;
  for (std::size_t at = 0; at < flat.size();) {
    const std::size_t end = flat.find('\n', at), equals = flat.find('=', at);
    std::string value = flat.substr(equals + 1, end - equals - 1);
    if (value.size() >= 2 && value.front() == '"') value = value.substr(1, value.size() - 2);
    facts[flat.substr(at, equals - at)] = value;
    at = end + 1;
  }
  return facts;
}

// One decoded picture as 8-bit grey samples.
inline std::string grey_picture(const std::string& path, double seconds) {
  return shell("ffmpeg -v error -nostdin -ss " + std::to_string(seconds) + " -i '" + path +
               "' -frames:v 1 -pix_fmt gray -f rawvideo -");
}

}  // namespace mockling::test
