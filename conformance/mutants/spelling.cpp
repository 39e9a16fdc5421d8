// Mutants of how a request is spelled, beside those of encode.cpp: for providers and texts that those leave alone.
#include "mutants/tools.hpp"

namespace refclient::driver {
namespace {

// The model in the path where it belongs into the body, and the other way round.
void model_misplaced(Parts& parts) {
  Dialect& dialect = parts.dialect;
  const std::string provider = dialect.name;
  dialect.submit_path = [provider](const VideoRequest& request, const std::string&) {
    const std::string& model = request.model;
    if (provider == "wavespeed") return std::string("/api/v3/predictions");
    if (provider == "evolink") return "/v1/videos/generations/" + model;
    return "/" + model.substr(0, model.find('/', model.find('/') + 1));
  };
  dialect.submit_body = [provider, inner = dialect.submit_body](const VideoRequest& request,
                                                                const std::string& webhook) {
    Json body = inner(request, webhook);
    body.erase("model");
    if (provider != "evolink") body["model"] = request.model;
    return body;
  };
}

// Every duration as a text, wherever it stands.
void durations_to_texts(Json& value) {
  if (!value.is_structured()) return;
  for (Json& part : value) durations_to_texts(part);
  if (value.is_object() && member_of(value, "duration").is_number()) value["duration"] = value["duration"].dump();
}

void duration_as_text(Parts& parts) { rewrite(parts, durations_to_texts); }

void sound_as_word(Parts& parts) {
  rewrite(parts, [](Json& body) {
    for (const char* name : {"sound", "generate_audio"}) {
      if (member_of(body, name).is_boolean()) body[name] = body[name].get<bool>() ? "on" : "off";
    }
  });
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

void html_escape_prompt(Parts& parts) {
  rewrite(parts, [](Json& body) {
    std::string prompt = replaced(text_at(body, "prompt"), "&", "&amp;");
    prompt = replaced(replaced(prompt, "<", "&lt;"), "\"", "&quot;");
    if (body.contains("prompt")) body["prompt"] = prompt;
  });
}

void normalised_prompt(Parts& parts) {
  rewrite(parts, [](Json& body) {
    if (body.contains("prompt")) body["prompt"] = replaced(text_at(body, "prompt"), "e\xCC\x81", "\xC3\xA9");
  });
}

void prompt_limit_off_by_one(Parts& parts) {
  parts.dialect.limits_of = [inner = parts.dialect.limits_of](const std::string& model) {
    Limits limits = inner(model);
    --limits.prompt_length;
    return limits;
  };
  rewrite(parts, [](Json& body) {
    std::string prompt = text_at(body, "prompt");
    if (prompt.size() < 2500) return;
    prompt.resize(2499);
    while (!code_points(prompt)) prompt.pop_back();
    body["prompt"] = prompt;
  });
}

void webhook_escaped_twice(Parts& parts) {
  Dialect& dialect = parts.dialect;
  dialect.submit_path = [inner = dialect.submit_path](const VideoRequest& request, const std::string& webhook) {
    return inner(request, percent_encoded(webhook));
  };
  dialect.submit_body = [inner = dialect.submit_body](const VideoRequest& request, const std::string& webhook) {
    return inner(request, percent_encoded(webhook));
  };
}

}  // namespace

Mutants spelling_mutants() {
  return {{"model-misplaced", model_misplaced},
          {"duration-as-text", duration_as_text},
          {"sound-as-word", sound_as_word},
          {"html-escape-prompt", html_escape_prompt},
          {"normalised-prompt", normalised_prompt},
          {"prompt-limit-off-by-one", prompt_limit_off_by_one},
          {"webhook-escaped-twice", webhook_escaped_twice}};
}

}  // namespace refclient::driver
