// Mutants of how a request is spelled.
#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

void fal_subpath_on_status(Parts& parts) {
  if (parts.dialect.name != "fal") return;
  const auto path = [](const Task& task) { return "/" + task.model + "/requests/" + percent_encoded(task.id); };
  parts.dialect.status_path = [path](const Task& task) { return path(task) + "/status"; };
  parts.dialect.result_path = path;
}

void form_encoded(Parts& parts) {
  meddle(parts, [](Request request, Transport& inner) {
    if (request.purpose == Purpose::submit) {
      remove_header(request.headers, "Content-Type");
      request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
      std::string form;
      const Json body = Json::parse(request.body);
      for (const auto& [name, value] : body.items()) {
        form += (form.empty() ? "" : "&") + name + "=" +
                percent_encoded(value.is_string() ? value.get<std::string>() : value.dump());
      }
      request.body = form;
    }
    return inner.send(request);
  });
}

// Every duration as a number, wherever it stands.
void durations_to_numbers(Json& value) {
  if (!value.is_structured()) return;
  for (Json& part : value) durations_to_numbers(part);
  if (value.is_object() && member_of(value, "duration").is_string())
    value["duration"] = std::stoi(text_at(value, "duration"));
}

void duration_one_type(Parts& parts) { rewrite(parts, durations_to_numbers); }

void sound_bool_everywhere(Parts& parts) {
  rewrite(parts, [](Json& body) {
    if (body.contains("generate_audio")) {
      body["sound"] = body["generate_audio"];
      body.erase("generate_audio");
    }
    if (member_of(body, "sound").is_string()) body["sound"] = body["sound"] == "on";
  });
}

void send_nulls(Parts& parts) {
  const bool fal = parts.dialect.name == "fal";
  rewrite(parts, [fal](Json& body) {
    for (const char* name :
         {"negative_prompt", "aspect_ratio", "cfg_scale", "shot_type", "multi_prompt", "seed", "end_image"}) {
      if (!body.contains(name)) body[name] = nullptr;
    }
    const char* sound = fal ? "generate_audio" : "sound";
    if (!body.contains(sound)) body[sound] = nullptr;
  });
}

void always_aspect_ratio(Parts& parts) {
  rewrite(parts, [](Json& body) {
    if (!body.contains("aspect_ratio")) body["aspect_ratio"] = "16:9";
  });
}

// One byte for each code point; those that do not fit become a question mark.
std::string latin1(const std::string& utf8) {
  std::string result;
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    const auto byte = static_cast<unsigned char>(utf8[at]);
    if ((byte & 0xC0U) == 0x80U) continue;
    if (byte < 0x80) {
      result += utf8[at];
    } else if (byte < 0xC4) {
      result += static_cast<char>(((byte & 3U) << 6U) | (static_cast<unsigned char>(utf8[at + 1]) & 0x3FU));
    } else {
      result += '?';
    }
  }
  return result;
}

void latin1_prompt(Parts& parts) {
  meddle(parts, [](Request request, Transport& inner) {
    if (request.purpose == Purpose::submit) request.body = latin1(request.body);
    return inner.send(request);
  });
}

void truncate_bytes(Parts& parts) {
  rewrite(parts, [](Json& body) {
    std::string prompt = text_at(body, "prompt");
    if (prompt.size() <= 2500) return;
    prompt.resize(2500);
    while (!code_points(prompt)) prompt.pop_back();
    body["prompt"] = prompt;
  });
}

void double_element_id(Parts& parts) {
  rewrite(parts, [](Json& body) {
    Json* list = body.contains("model_params") ? &body["model_params"] : &body;
    if (!member_of(*list, "element_list").is_array()) return;
    for (Json& element : (*list)["element_list"]) {
      const double rounded = std::stod(text_at(element, "element_id"));
      element["element_id"] = std::to_string(static_cast<long long>(rounded));
    }
  });
}

void locale_comma(Parts& parts) {
  meddle(parts, [](Request request, Transport& inner) {
    const std::string name = "\"cfg_scale\":";
    const std::size_t at = request.body.find(name);
    const std::size_t dot = at == std::string::npos ? at : request.body.find('.', at);
    if (dot != std::string::npos && dot < request.body.find_first_of(",}", at)) request.body[dot] = ',';
    return inner.send(request);
  });
}

void webhook_unescaped(Parts& parts) {
  parts.dialect.submit_path = [inner = parts.dialect.submit_path](const VideoRequest& request,
                                                                  const std::string& webhook) {
    const std::string path = inner(request, webhook);
    return contains(path, "?") ? path.substr(0, path.find('=') + 1) + webhook : path;
  };
}

}  // namespace

Mutants encode_mutants() {
  return {{"fal-subpath-on-status", fal_subpath_on_status},
          {"form-encoded", form_encoded},
          {"duration-one-type", duration_one_type},
          {"sound-bool-everywhere", sound_bool_everywhere},
          {"send-nulls", send_nulls},
          {"always-aspect-ratio", always_aspect_ratio},
          {"latin1-prompt", latin1_prompt},
          {"truncate-bytes", truncate_bytes},
          {"double-element-id", double_element_id},
          {"locale-comma", locale_comma},
          {"webhook-unescaped", webhook_unescaped}};
}

}  // namespace refclient::driver
