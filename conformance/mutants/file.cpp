// Mutants of downloads.
#include <filesystem>
#include <fstream>

#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

// Changes requests for files on their way out.
void refile(Parts& parts, std::function<void(Request&)> change) {
  meddle(parts, [change](Request request, Transport& inner) {
    if (request.purpose == Purpose::file) change(request);
    return inner.send(request);
  });
}

void forget_size(Parts& parts) {
  reread(parts, [](Snapshot& snapshot, const Json&) {
    for (Output& output : snapshot.outputs) output.size.reset();
  });
}

void text_mode_write(Parts& parts) {
  forget_size(parts);
  refile(parts, [](Request& request) {
    request.sink = [inner = request.sink](std::string_view bytes) {
      std::string text;
      for (const char c : bytes) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
      return inner(text);
    };
  });
}

// Takes a file that broke off for a whole one.
void accept_cut(Parts& parts, bool with_length) {
  forget_size(parts);
  meddle(parts, [with_length](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    const bool cut = reply.wire == Wire::cut_short || reply.wire == Wire::reset;
    if (request.purpose == Purpose::file && cut && reply.status == 200 &&
        reply.header("Content-Length").empty() != with_length) {
      reply.wire = Wire::complete;
    }
    return reply;
  });
}

void accept_short_read(Parts& parts) { accept_cut(parts, true); }

void ignore_chunk_end(Parts& parts) { accept_cut(parts, false); }

void write_in_place(Parts& parts) {
  thread_local std::filesystem::path target;  // a run and its downloads are on one thread
  for (const char* op : {"generate", "resume", "download"}) {
    wrap(parts, op, [](Run& run, const auto& inner) {
      const SaveOptions save = run.save_options();
      target = save.folder / safe_file_name(save.name);
      return inner(run);
    });
  }
  refile(parts, [](Request& request) {
    auto file = std::make_shared<std::ofstream>(target, std::ios::binary | std::ios::trunc);
    request.sink = [inner = request.sink, file](std::string_view bytes) {
      file->write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
      return inner(bytes);
    };
  });
}

// Takes whatever comes after a Range for that part.
void append_on_200(Parts& parts) {
  refile(parts, [](Request& request) {
    const std::string range = value_of_header(request.headers, "Range");
    if (range.empty()) return;
    request.on_head = [inner = request.on_head, range](const Reply& head) {
      Reply seen = head;
      if (head.status == 200) {
        seen.status = 206;
        seen.headers.emplace_back("Content-Range", "bytes " + range.substr(range.find('=') + 1));
      }
      return inner(seen);
    };
  });
}

void no_file_retry(Parts& parts) { parts.rules.file_attempts = 1; }

void resubmit_on_expired(Parts& parts) {
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      if (error.error().category != Category::expired_output) throw;
      return inner(run);
    }
  });
}

void trust_200(Parts& parts) {
  parts.rules.no_video = [](const Reply&, std::string_view) { return std::string{}; };
}

void loop_forever(Parts& parts) { parts.rules.most_hops = 1000; }

void no_idle_timeout(Parts& parts) {
  refile(parts, [](Request& request) {
    request.idle_timeout = Millis(0);
    request.timeout = Millis(60000);  // long past every case, and yet an end
  });
}

// One folder up, and no further: enough to be outside.
void path_traversal(Parts& parts) {
  parts.rules.file_name = [](const std::string& wish) {
    const std::string safe = safe_file_name(wish);
    return contains(wish, "..") ? "../" + safe : safe;
  };
}

}  // namespace

Mutants file_mutants() {
  return {{"text-mode-write", text_mode_write},
          {"accept-short-read", accept_short_read},
          {"ignore-chunk-end", ignore_chunk_end},
          {"write-in-place", write_in_place},
          {"append-on-200", append_on_200},
          {"no-file-retry", no_file_retry},
          {"resubmit-on-expired", resubmit_on_expired},
          {"trust-200", trust_200},
          {"loop-forever", loop_forever},
          {"no-idle-timeout", no_idle_timeout},
          {"ignore-file-size", forget_size},
          {"path-traversal", path_traversal}};
}

}  // namespace refclient::driver
