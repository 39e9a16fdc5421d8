#include "environment.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include <mockling/core/address.hpp>
#include <mockling/host/clip_process.hpp>
#include <mockling/host/tls_bundle.hpp>

#include "data.hpp"

namespace mockling::cli {

namespace {

constexpr const char* kStorePassword = "mockling";
constexpr std::string_view kOwnKey = "mk_run", kOwnPair = "mk:run";

Json embedded_variables(const std::string& name) {
  const auto document = parse_json(embedded_text(name));
  return document ? child(*document, "variables") : Json::array();
}

Result<void> write_private(const std::string& path, std::string_view bytes) {
  const std::string fresh = path + ".new";
  const host::Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  const bool written = file.get() >= 0 &&
                       ::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                       ::rename(fresh.c_str(), path.c_str()) == 0;
  return written ? Result<void>() : host::system_error("cannot write " + path);
}

std::string capture_json(const Surroundings& around, const Catalog& catalog) {
  return dump(Json{{"hosts", host_names(catalog)},
                   {"http", around.http_port},
                   {"https", around.https_port},
                   {"passthrough", around.passthrough}});
}

// What the data's words in braces stand for.
Environment words(const Surroundings& around, const Catalog& catalog) {
  const std::string proxy_port = std::to_string(around.proxy_port);
  return {{"{proxy}", "http://" + around.host + ":" + proxy_port},
          {"{proxy_host}", around.host},
          {"{proxy_port}", proxy_port},
          {"{http}", "http://" + around.host + ":" + std::to_string(around.http_port)},
          {"{https}", "https://" + around.host + ":" + std::to_string(around.https_port)},
          {"{ca}", around.folder + "/mockling-ca.pem"},
          {"{bundle}", around.folder + "/authorities.pem"},
          {"{truststore}", around.folder + "/authorities.p12"},
          {"{preload}", around.folder + "/preload.cjs"},
          {"{capture}", capture_json(around, catalog)}};
}

std::string filled_in(std::string text, const Environment& known) {
  for (const auto& [word, meaning] : known) text = replace_all(text, word, meaning);
  return text;
}

class Gathering {
 public:
  Gathering(const Surroundings& around, const Catalog& catalog, const Environment& current)
      : around_(around), words_(words(around, catalog)), current_(current) {}

  // `key` is the provider's, empty for programs in general.
  void add(const Json& variables, const std::string& key) {
    for (const Json& variable : variables) add_one(variable, key);
  }

  Variables take() { return std::move(gathered_); }

 private:
  void add_one(const Json& variable, const std::string& key) {
    const std::string name = text_of(variable, "name");
    const Json& value = child(variable, "value");
    const auto found = current_.find(name);
    if (!value.is_string()) return gathered_.unset.push_back(name);
    std::string text = value.get<std::string>();
    if (around_.proxy_port == 0 && text.find("{proxy") != std::string::npos) return gathered_.unset.push_back(name);
    if (text == "{key}") {
      gathered_.set[name] = found != current_.end() && is_own_key(found->second) ? found->second : key;
      return;
    }
    text = filled_in(std::move(text), words_);
    const bool append = child(variable, "append").is_boolean() && variable["append"].get<bool>();
    gathered_.set[name] =
        append && found != current_.end() && !found->second.empty() ? found->second + " " + text : text;
  }

  const Surroundings& around_;
  const Environment words_;
  const Environment& current_;
  Variables gathered_;
};

Json client_variables(const Provider& provider) {
  return embedded_variables("schemas/" + provider.spec.name + "/clients.json");
}

}  // namespace

bool is_own_key(const std::string& key) { return starts_with(key, "mk_") || starts_with(key, "mk:"); }

std::string key_for(const Provider& provider) {
  const auto& schemes = provider.spec.auth.schemes;
  return std::string(!schemes.empty() && schemes.front().pair ? kOwnPair : kOwnKey);
}

std::string key_variable(const Provider& provider) {
  for (const Json& variable : client_variables(provider))
    if (text_of(variable, "value") == "{key}") return text_of(variable, "name");
  return {};
}

Result<void> write_capture_files(const Surroundings& around) {
  const std::string all = host::joined_authorities(around.ca_pem, host::system_authorities());
  const Environment names = words(around, Catalog{});
  const std::pair<const char*, std::string> files[] = {
      {"{ca}", around.ca_pem},
      {"{bundle}", all},
      {"{truststore}", host::to_trust_store(all, kStorePassword)},
      {"{preload}", std::string(embedded_text("mockserver/capture/preload.cjs"))}};
  for (const auto& [name, bytes] : files)
    if (auto written = write_private(names.at(name), bytes); !written) return written;
  return {};
}

Variables capture_variables(const Surroundings& around, const Catalog& catalog, const Environment& current) {
  Gathering gathering(around, catalog, current);
  gathering.add(embedded_variables("mockserver/capture/variables.json"), {});
  for (const Provider& provider : catalog.providers) gathering.add(client_variables(provider), key_for(provider));
  return gathering.take();
}

std::vector<std::string> keys_in(const Variables& variables, const Catalog& catalog) {
  std::vector<std::string> keys;
  for (const Provider& provider : catalog.providers)
    for (const Json& variable : client_variables(provider)) {
      const auto found = variables.set.find(text_of(variable, "name"));
      if (text_of(variable, "value") != "{key}" || found == variables.set.end()) continue;
      if (std::find(keys.begin(), keys.end(), found->second) == keys.end()) keys.push_back(found->second);
    }
  return keys;
}

Environment captured(Environment current, const Variables& variables) {
  constexpr std::size_t kShortestKey = 16;  // shorter values may be words that mean something else
  Environment replaced;
  for (const auto& [name, value] : variables.set) {
    const auto old = current.find(name);
    if (old != current.end() && is_own_key(value) && old->second.size() >= kShortestKey) replaced[old->second] = value;
  }
  for (auto& [name, value] : current)
    if (const auto fresh = replaced.find(value); fresh != replaced.end()) value = fresh->second;
  for (const auto& [name, value] : variables.set) current[name] = value;
  for (const std::string& name : variables.unset) current.erase(name);
  return current;
}

Environment own_environment() {
  Environment all;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view pair = *each;
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos) all.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return all;
}

}  // namespace mockling::cli
