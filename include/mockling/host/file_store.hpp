// Owns: the bytes of uploads in one folder, and what FFmpeg's prober can tell of them.
// Never knows: who uploaded them, how long they are kept.
// Used by: host/server.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <mockling/base/json.hpp>
#include <mockling/core/http.hpp>
#include <mockling/host/clip_process.hpp>

namespace mockling::host {

class FileStore {
 public:
  FileStore(std::filesystem::path folder, const std::string& prober)
      : folder_(std::move(folder)), prober_(find_program(prober, search_path())) {}

  // Where the file of this id lies, whether or not it is there. `world` and `id` are ours and safe as names.
  std::string path(const std::string& world, const std::string& id) const { return (folder_ / world / id).string(); }

  // Keeps the bytes under this name; appears whole or not at all.
  Result<void> store(const std::string& world, const std::string& id, const Blob& blob) const {
    std::error_code failure;
    std::filesystem::create_directories(folder_ / world, failure);
    const std::string target = path(world, id);
    const std::string part = target + ".part";
    if (!blob.file.empty()) {
      std::filesystem::copy_file(blob.file, part, std::filesystem::copy_options::overwrite_existing, failure);
    } else {
      std::ofstream file(part, std::ios::binary | std::ios::trunc);
      file.write(blob.bytes.data(), static_cast<std::streamsize>(blob.bytes.size()));
      file.close();
      if (!file) failure = std::make_error_code(std::errc::io_error);
    }
    if (!failure) std::filesystem::rename(part, target, failure);
    if (failure) return Error{"cannot store an upload in " + folder_.string() + ": " + failure.message()};
    return {};
  }

  // Keeps one part of a file that comes in several.
  Result<void> store_part(const std::string& world, const std::string& id, int number, const Blob& blob) const {
    return store(world + "/" + parts_of(id), std::to_string(number), blob);
  }

  // Makes the file of its parts, in this order, and forgets them.
  Result<void> join(const std::string& world, const std::string& id, const std::vector<int>& numbers) const {
    const std::string whole = path(world, id) + ".part";
    std::ofstream file(whole, std::ios::binary | std::ios::trunc);
    for (const int number : numbers) {
      std::ifstream part(path(world + "/" + parts_of(id), std::to_string(number)), std::ios::binary);
      if (part.peek() != std::ifstream::traits_type::eof()) file << part.rdbuf();
      if (!part.is_open()) file.setstate(std::ios::failbit);
    }
    file.close();
    std::error_code failure;
    if (file) std::filesystem::rename(whole, path(world, id), failure);
    if (!file || failure) return Error{"cannot join the parts of an upload in " + folder_.string()};
    std::filesystem::remove_all(path(world, parts_of(id)), failure);
    return {};
  }

  // Forgets the file and any parts of it.
  void drop(const std::string& world, const std::string& id) const {
    std::error_code ignored;
    std::filesystem::remove(path(world, id), ignored);
    std::filesystem::remove_all(path(world, parts_of(id)), ignored);
  }

  // Forgets every file of the world.
  void drop_all(const std::string& world) const {
    std::error_code ignored;
    std::filesystem::remove_all(folder_ / world, ignored);
  }

  // Size, length, rate, format and sound of a stored picture or video; empty facts for anything else, or without a
  // prober.
  FileFacts probe(const std::string& world, const std::string& id) const {
    auto report = MemoryFile::create();
    if (prober_.empty() || !report || !may_be_media(path(world, id))) return {};
    Command command;
    command.arguments = {prober_,
                         "-v",
                         "error",
                         "-of",
                         "json",
                         "-show_entries",
                         "stream=codec_type,width,height,avg_frame_rate:format=duration,format_name",
                         "-o",
                         "/dev/fd/3",
                         "file:" + path(world, id)};
    command.files = {report->fd()};
    command.limit = std::chrono::seconds(10);
    command.niceness = 0;
    if (!run(command)) return {};
    const auto text = report->content();
    const auto document = text ? parse_json(*text) : Result<Json>(text.error());
    return document ? facts_in(*document) : FileFacts{};
  }

 private:
  static std::string parts_of(const std::string& id) { return id + ".parts"; }

  // Whether a file begins as pictures, videos and sounds do. Spares the prober everything else, playlists above all:
  // it would open what they name.
  static bool may_be_media(const std::string& path) {
    using namespace std::string_view_literals;
    constexpr std::string_view kFirst[] = {"\x89PNG"sv, "\xff\xd8\xff"sv, "GIF8"sv, "BM"sv,   "RIFF"sv, "II*\0"sv,
                                           "MM\0*"sv,   "\x1a\x45\xdf"sv, "FLV"sv,  "OggS"sv, "fLaC"sv, "ID3"sv};
    constexpr std::string_view kFifth[] = {"ftyp"sv, "moov"sv, "wide"sv};  // behind the size of the first box
    char start[8] = {};
    std::ifstream(path, std::ios::binary).read(start, sizeof start);
    const std::string_view seen(start, sizeof start);
    const auto at = [&](std::size_t offset) {
      return [part = seen.substr(offset)](std::string_view mark) { return starts_with(part, mark); };
    };
    return std::any_of(std::begin(kFirst), std::end(kFirst), at(0)) ||
           std::any_of(std::begin(kFifth), std::end(kFifth), at(4));
  }

  static std::string search_path() {
    const char* path = std::getenv("PATH");
    return path != nullptr ? path : "";
  }

  // "30000/1001" → 29.97…; 0 for what is no rate.
  static double rate_in(const std::string& fraction) {
    const std::size_t slash = std::min(fraction.find('/'), fraction.size());
    const auto above = parse_int(fraction.substr(0, slash));
    const auto below = parse_int(fraction.substr(std::min(slash + 1, fraction.size())));
    return above && below && *below > 0 ? static_cast<double>(*above) / static_cast<double>(*below) : 0;
  }

  static FileFacts facts_in(const Json& report) {
    FileFacts facts;
    for (const Json& stream : report.value("streams", Json::array())) {
      const std::string type = text_of(stream, "codec_type");
      if (type == "audio") facts.sound = true;
      if (type != "video") continue;
      facts.width = static_cast<int>(int_of(stream, "width"));
      facts.height = static_cast<int>(int_of(stream, "height"));
      facts.rate = rate_in(text_of(stream, "avg_frame_rate"));
    }
    const Json& format = child(report, "format");
    const auto length = parse_duration(text_of(format, "duration") + "s");
    if (length) facts.length = std::chrono::duration_cast<Millis>(*length);
    if (facts.length.count() == 0) facts.rate = 0;  // a picture, for which the prober makes one up
    facts.format = replace_all(text_of(format, "format_name"), "_pipe", "");
    return facts;
  }

  const std::filesystem::path folder_;
  const std::string prober_;
};

}  // namespace mockling::host
