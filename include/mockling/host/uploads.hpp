// Owns: carrying out what answers demand of uploaded files, on threads of its own.
// Never knows: requests, answers.
// Used by: host/server.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include <mockling/core/call.hpp>
#include <mockling/host/file_store.hpp>
#include <mockling/host/keeper.hpp>
#include <mockling/host/task_pool.hpp>

namespace mockling::host {

// The bytes of an upload: the body, or the part of a form that the provider names.
inline const Blob& sent_bytes(const ProviderSpec& spec, const Request& request) {
  const std::string field = text_of(child(spec.document, "uploads"), "form_field");
  for (const FormPart& part : request.parts)
    if (part.name == field) return part.content;
  return request.body;
}

// Thread-safe. The files go with it, unless there is a state folder to keep them in.
class Uploads {
 public:
  Uploads(const std::string& state_dir, Keeper& keeper)
      : keeper_(keeper),
        temporary_(state_dir.empty() ? make_temporary() : std::filesystem::path()),
        files_(state_dir.empty() ? temporary_ : std::filesystem::path(state_dir) / "uploads", "ffprobe"),
        tasks_(2) {}
  Uploads(const Uploads&) = delete;
  Uploads& operator=(const Uploads&) = delete;
  ~Uploads() {
    tasks_.end();
    std::error_code ignored;
    if (!temporary_.empty()) std::filesystem::remove_all(temporary_, ignored);
  }

  // Whether an answer has to wait until this has been carried out.
  static bool delays(const Effect& effect) {
    return effect.kind != Effect::Kind::render && effect.kind != Effect::Kind::drop_file;
  }

  // Does it in the background and then says whether it worked. Whoever owns `bytes` lives until then.
  void carry_out(WorldPtr world, const Effect& effect, const Blob& bytes, std::function<void(bool)> done) {
    tasks_.post([this, world = std::move(world), effect, &bytes, done = std::move(done)] {
      done(apply(*world, effect, bytes));
    });
  }

  void drop(const World& world, const std::string& id) { files_.drop(world.folder, id); }

  // Drops every file of a closed world. At once, because what waits for a thread is lost when the server ends.
  void drop_all(const World& world) { files_.drop_all(world.folder); }

  // Lets idle worlds go in the background.
  void evict() {
    tasks_.post([this] { keeper_.evict(machine_time()); });
  }

  // Where the bytes of a stored file lie.
  std::string path(const World& world, const std::string& id) const { return files_.path(world.folder, id); }

 private:
  static std::filesystem::path make_temporary() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mockling-XXXXXX").string();
    return ::mkdtemp(pattern.data()) != nullptr ? pattern : std::string();
  }

  // On failure the file counts as never sent.
  bool apply(World& world, const Effect& effect, const Blob& bytes) {
    const bool part = effect.kind == Effect::Kind::store_part;
    const bool stored = part ? files_.store_part(world.folder, effect.file, effect.parts[0], bytes).ok()
                             : keep(world.folder, effect, effect.content ? *effect.content : bytes);
    const FileFacts facts = stored && !part ? files_.probe(world.folder, effect.file) : FileFacts{};
    const std::lock_guard lock(world.mutex);
    if (world.closed) return files_.drop_all(world.folder), false;
    if (part) return stored;
    world.state->note_file(effect.file, stored, facts);
    return keeper_.keep_changes(world) && stored;
  }

  bool keep(const std::string& owner, const Effect& effect, const Blob& bytes) const {
    if (effect.kind == Effect::Kind::join_parts) return files_.join(owner, effect.file, effect.parts).ok();
    if (effect.kind == Effect::Kind::copy_file)
      return files_.store(owner, effect.file, {{}, files_.path(owner, effect.source), 0}).ok();
    return files_.store(owner, effect.file, bytes).ok();
  }

  Keeper& keeper_;
  const std::filesystem::path temporary_;  // removed at the end
  const FileStore files_;
  TaskPool tasks_;
};

}  // namespace mockling::host
