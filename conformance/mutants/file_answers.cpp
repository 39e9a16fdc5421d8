// Mutants of downloads: what is taken for the file, and what is done when it does not come.
#include <array>

#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

constexpr std::array<const char*, 3> kDelivering{"generate", "resume", "download"};

// Passes errors of this kind on as another.
void recategorise(Parts& parts, Category from, Category to) {
  for (const char* op : kDelivering) {
    wrap(parts, op, [from, to](Run& run, const auto& inner) {
      try {
        return inner(run);
      } catch (const VideoError& error) {
        Error changed = error.error();
        if (changed.category == from) changed.category = to;
        throw VideoError(changed);
      }
    });
  }
}

void expired_is_network(Parts& parts) { recategorise(parts, Category::expired_output, Category::network); }

void lost_file_as_success(Parts& parts) {
  say_ok(parts, [](const Error& error) { return starts_with(error.message, "the file"); });
}

void resubmit_on_file_error(Parts& parts) {
  parts.rules.file_attempts = 1;
  wrap(parts, "generate", [](Run& run, const auto& inner) {
    for (int left = 3;; --left) {
      try {
        return inner(run);
      } catch (const VideoError& error) {
        if (left == 0 || error.error().category != Category::network) throw;
      }
    }
  });
}

void download_resubmits(Parts& parts) {
  wrap(parts, "download", [](Run& run, const auto& inner) {
    try {
      return inner(run);
    } catch (const VideoError& error) {
      if (error.error().category == Category::expired_output) run.client().submit(run.request());
      throw;
    }
  });
}

void forget_sizes(Parts& parts) {
  reread(parts, [](Snapshot& snapshot, const Json&) {
    for (Output& output : snapshot.outputs) output.size.reset();
  });
}

// Saves whatever is answered, refusals too.
void save_any_status(Parts& parts) {
  forget_sizes(parts);
  parts.rules.no_video = [](const Reply&, std::string_view) { return std::string{}; };
  meddle(parts, [](Request request, Transport& inner) {
    if (request.purpose != Purpose::file) return inner.send(request);
    request.on_head = [head = request.on_head](Reply seen) {
      if (seen.status >= 400) seen.status = 200;
      return head(seen);
    };
    Reply reply = inner.send(request);
    if (reply.status >= 400) reply.status = 200;
    return reply;
  });
}

void save_encoded(Parts& parts) {
  forget_sizes(parts);
  meddle(parts, [](Request request, Transport& inner) {
    if (request.purpose == Purpose::file) request.decode = false;
    return inner.send(request);
  });
}

void encoded_fatal(Parts& parts) {
  meddle(parts, [](const Request& request, Transport& inner) {
    Reply reply = inner.send(request);
    if (request.purpose == Purpose::file && !reply.header("Content-Encoding").empty()) reply.wire = Wire::garbled;
    return reply;
  });
}

// Takes the part that was missing for all of it.
void part_replaces_all(Parts& parts) {
  forget_sizes(parts);
  meddle(parts, [](Request request, Transport& inner) {
    if (request.purpose == Purpose::file) {
      request.on_head = [head = request.on_head](Reply seen) {
        if (seen.status == 206) seen.status = 200;
        return head(seen);
      };
    }
    return inner.send(request);
  });
}

void odd_name_fatal(Parts& parts) {
  parts.rules.file_name = [](const std::string& wish) {
    if (wish.empty() || safe_file_name(wish) == wish) return safe_file_name(wish);
    throw VideoError(Category::other, "cannot save a file of that name");
  };
}

}  // namespace

Mutants file_answer_mutants() {
  return {{"expired-is-network", expired_is_network},
          {"lost-file-as-success", lost_file_as_success},
          {"resubmit-on-file-error", resubmit_on_file_error},
          {"download-resubmits", download_resubmits},
          {"save-any-status", save_any_status},
          {"save-encoded", save_encoded},
          {"encoded-fatal", encoded_fatal},
          {"part-replaces-all", part_replaces_all},
          {"odd-name-fatal", odd_name_fatal}};
}

}  // namespace refclient::driver
