// Owns: the emulator on a port: worlds behind a listener, effects carried out, state kept.
// Never knows: any provider's words; command lines.
// Used by: mockserver, embedders.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/admin.hpp>
#include <mockling/core/emulator.hpp>
#include <mockling/host/clips.hpp>
#include <mockling/host/file_store.hpp>
#include <mockling/host/listener.hpp>
#include <mockling/host/state_log.hpp>
#include <mockling/host/task_pool.hpp>
#include <mockling/host/waiting.hpp>
#include <mockling/host/world.hpp>
#include <mockling/providers/all.hpp>

namespace mockling::host {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;            // 0: any free one
  std::uint64_t seed = 1;  // with the world's id, gives the world's own seed
  std::int64_t clock_permille = 1000;
  Universe universe;  // of worlds that choose none
  MediaMode media = MediaMode::exact;
  RendererOptions renderer;
  Json scenario = Json::object();  // of worlds when they open
  std::string state_dir;           // empty: nothing outlives the process
  std::string upload_dir;          // empty: below state_dir, or a temporary folder
  bool allow_live_keys = false;
  bool control = true;  // serve /_mockling/
  ScenarioLibrary scenarios = [](std::string_view) { return std::optional<Json>(); };
  std::function<void(const Exchanged&)> on_exchange;
};

// Start, use, stop. All public functions are thread-safe except start and stop.
class Server {
 public:
  Server(ServerOptions options, std::vector<DataFile> files)
      : options_(std::move(options)),
        universes_(std::move(files)),
        emulator_(all_dialects()),
        worlds_([this](const std::string& id) { return open_world(id); }) {}
  ~Server() { stop(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Opens the port and returns its number, or says in one text all that is wrong.
  Result<int> start() {
    auto catalog = universes_.find(options_.universe);
    if (!catalog) return Error{join(catalog.error(), "\n")};
    catalog_ = *catalog;
    auto scenario = parse_scenario(options_.scenario);
    if (!scenario) return scenario.error();
    scenario_ = *scenario;
    for (const Provider& provider : catalog_->providers)
      if (auto fit = detail::fits(scenario_, provider.spec); !fit) return fit.error();
    if (auto kept = restore_worlds(); !kept) return kept.error();
    open_folders();
    clips_ = std::make_unique<Clips>(options_.media, options_.renderer);
    waiting_ = std::make_unique<Waiting>();
    tasks_ = std::make_unique<TaskPool>(2);
    listener_ = std::make_unique<Listener>(listener_options(), [this](Request&& request, Responder respond) {
      take(std::move(request), std::move(respond));
    });
    return listener_->start();
  }

  // Milliseconds. Open requests end without an answer; kept state is complete.
  void stop() noexcept {
    listener_.reset();
    waiting_.reset();
    tasks_.reset();
    clips_.reset();
    log_.reset();
    if (!temporary_.empty()) {
      std::error_code ignored;
      std::filesystem::remove_all(temporary_, ignored);
      temporary_.clear();
    }
  }

  // Why there will be no clips; empty when there will be.
  std::string media_obstacle() const { return clips_ ? clips_->obstacle() : std::string(); }

 private:
  // One request on its way; shared by everybody who still has something to do for it.
  struct Visit {
    Visit(Request asked, Responder responder) : request(std::move(asked)), respond(std::move(responder)) {}
    Request request;
    Responder respond;
    World* world = nullptr;
    Prepared prepared;
    std::shared_ptr<const Catalog> catalog;
  };
  using VisitPtr = std::shared_ptr<Visit>;

  void take(Request&& request, Responder respond) {
    if (starts_with(request.path, "/_mockling/") && options_.control) return respond(control(request));
    if (request.method == "OPTIONS") return respond(preflight());
    Identity identity = identify(*catalog_, request, options_.allow_live_keys);
    if (identity.provider == nullptr) return respond(nobody(request));
    const ProviderSpec& spec = identity.provider->spec;
    if (identity.refusal) return respond(plain_answer(request, refuse(spec, *identity.refusal)));
    const auto visit = std::make_shared<Visit>(std::move(request), std::move(respond));
    visit->world = identity.route.route->open ? worlds_.find(identity.world) : &worlds_.get(identity.world);
    if (visit->world == nullptr)
      return visit->respond(plain_answer(visit->request, refuse(spec, {ErrorKind::unknown_file, {}})));
    {
      const std::lock_guard lock(visit->world->mutex);
      visit->catalog = visit->world->catalog;
    }
    visit->prepared =
        emulator_.prepare(*visit->catalog->provider(spec.name), std::move(identity.route), visit->request);
    finish(visit, enter(visit, nullptr));
  }

  // Enters the world for the first time, or again for an answer that was held.
  Outcome enter(const VisitPtr& visit, const HeldBody* held) {
    World& world = *visit->world;
    const std::lock_guard lock(world.mutex);
    const Instant now = world.now(machine_time());
    Outcome outcome = held == nullptr ? emulator_.perform(visit->prepared, visit->request, *world.state, now)
                                      : emulator_.resume(visit->prepared, *held, visit->request, *world.state, now);
    if (!keep_changes(*world.state))
      outcome.response = refuse(visit->prepared.provider->spec, {ErrorKind::internal, {}});
    return outcome;
  }

  // Writes what changed before anybody is told; the world's lock is held.
  bool keep_changes(State& state) {
    const std::vector<Change> changes = state.take_changes();
    if (!log_ || changes.empty()) return true;
    std::vector<Json> records;
    for (const Change& change : changes) records.push_back(change_record(state, change));
    return log_->append(records);
  }

  void finish(const VisitPtr& visit, Outcome outcome) {
    bool storing = false;
    for (const Effect& effect : outcome.effects) {
      if (effect.kind == Effect::Kind::render) clips_->prepare(effect.clip);
      if (effect.kind == Effect::Kind::drop_file) store_->drop(visit->world->state->id(), effect.file);
      if (effect.kind != Effect::Kind::store_file) continue;
      storing = true;
      tasks_->post([this, visit, file = effect.file, response = outcome.response] {
        respond(visit, store(visit, file) ? response : internal(visit));
      });
    }
    if (visit->request.method != "GET") waiting_->poke();
    if (!storing) respond(visit, std::move(outcome.response));
  }

  mockling::Response internal(const VisitPtr& visit) const {
    return refuse(visit->prepared.provider->spec, {ErrorKind::internal, {}});
  }

  // Keeps an upload's bytes and notes what they are; on failure the file counts as never sent.
  bool store(const VisitPtr& visit, const std::string& id) {
    const Blob* blob = &visit->request.body;
    const std::string& field = text_of(visit->prepared.provider->spec.document["uploads"], "form_field");
    for (const FormPart& part : visit->request.parts)
      if (part.name == field) blob = &part.content;
    World& world = *visit->world;
    const std::string owner = world.state->id();
    const bool stored = store_->store(owner, id, *blob).ok();
    const FileFacts facts = stored ? store_->probe(owner, id) : FileFacts{};
    const std::lock_guard lock(world.mutex);
    FileRecord* file = world.state->find_file(id);
    if (file == nullptr) return false;
    file->stored = stored;
    file->facts = facts;
    world.state->touch({Change::Kind::file, id});
    return keep_changes(*world.state) && stored;
  }

  void respond(const VisitPtr& visit, mockling::Response response) {
    if (auto* held = std::get_if<HeldBody>(&response.body)) return hold(visit, *held);
    if (const auto* clip = std::get_if<ClipRef>(&response.body)) return send_clip(visit, response, *clip);
    if (const auto* text = std::get_if<TextBody>(&response.body); text != nullptr && text->clip)
      return send_inlined(visit, response, *text->clip);
    if (const auto* file = std::get_if<FileRef>(&response.body)) {
      FileAnswer body{store_->path(visit->world->state->id(), file->file),
                      file->size,
                      file->content_type,
                      '"' + file->file + '"',
                      0,
                      {}};
      return visit->respond(answer_of(visit->request, response, std::move(body)));
    }
    visit->respond(plain_answer(visit->request, std::move(response)));
  }

  void hold(const VisitPtr& visit, HeldBody held) {
    const auto due = [visit, until = held.until] {
      const std::lock_guard lock(visit->world->mutex);
      return visit->world->state->clock().real_at(until, machine_time());
    };
    waiting_->add(due, [this, visit, held] {
      if (!visit->respond.gone()) respond(visit, enter(visit, &held).response);
    });
  }

  void send_clip(const VisitPtr& visit, const mockling::Response& response, const ClipRef& clip) {
    clips_->serve(clip, [this, visit, response](Result<FileAnswer> file) {
      if (file)
        visit->respond(answer_of(visit->request, response, std::move(file).value()));
      else
        visit->respond(no_clip(visit, file.error()));
    });
  }

  // The provider's "unavailable", with the true reason in a header of ours.
  Answer no_clip(const VisitPtr& visit, const Error& why) const {
    mockling::Response response = refuse(visit->prepared.provider->spec, {ErrorKind::unavailable, {}});
    response.headers.add("X-Mockling-Reason", replace_all(utf8_prefix(why.message, 300), "\n", " "));
    return plain_answer(visit->request, std::move(response));
  }

  // Puts the clip in base64 where the text asks for it.
  void send_inlined(const VisitPtr& visit, const mockling::Response& response, const ClipRef& clip) {
    clips_->serve(clip, [this, visit, response](Result<FileAnswer> file) {
      if (!file) return visit->respond(no_clip(visit, file.error()));
      std::ifstream stream(file->path, std::ios::binary);
      std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
      bytes.replace(file->overlay_at, file->overlay.size(), file->overlay);
      mockling::Response filled = response;
      TextBody& text = std::get<TextBody>(filled.body);
      text.text = replace_all(text.text, kClipMarker, base64(bytes));
      text.clip.reset();
      visit->respond(plain_answer(visit->request, std::move(filled)));
    });
  }

  template <class Body>
  static Answer answer_of(const Request& request, const mockling::Response& response, Body body) {
    Answer answer;
    answer.status = response.status;
    answer.headers = response.headers;
    if (request.headers.find("Origin") != nullptr) answer.headers.set("Access-Control-Allow-Origin", "*");
    answer.body = std::move(body);
    return answer;
  }

  static Answer plain_answer(const Request& request, mockling::Response response) {
    auto& text = std::get<TextBody>(response.body);
    TextAnswer body{std::move(text.content_type), std::move(text.text)};
    return answer_of(request, response, std::move(body));
  }

  static Answer json_answer(int status, const Json& document) {
    Answer answer;
    answer.status = status;
    answer.body = TextAnswer{"application/json; charset=utf-8", dump(document)};
    return answer;
  }

  static Answer nobody(const Request& request) {
    return json_answer(404, {{"error", "no provider here has the path " + std::string(utf8_prefix(request.path, 200)) +
                                           "; see /_mockling/health"}});
  }

  // Browsers ask before they send; the emulator lets every page ask it.
  static Answer preflight() {
    Answer answer;
    answer.status = 204;
    answer.headers = {{"Access-Control-Allow-Origin", "*"},
                      {"Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS"},
                      {"Access-Control-Allow-Headers", "*, Authorization"},
                      {"Access-Control-Max-Age", "600"}};
    answer.body = TextAnswer{};
    return answer;
  }

  // GET /_mockling/health, GET and PATCH /_mockling/world (of the key in Authorization).
  Answer control(const Request& request) {
    if (request.path == "/_mockling/health")
      return json_answer(200,
                         {{"status", "ok"}, {"clips", media_obstacle().empty() ? Json("ok") : Json(media_obstacle())}});
    if (request.path != "/_mockling/world")
      return json_answer(404, {{"error", "the control plane has /_mockling/health and /_mockling/world"}});
    const std::string_view header = trim(request.headers.get("Authorization"));
    const std::string_view key = trim(header.substr(std::min(header.size(), header.find(' '))));
    if (key.empty()) return json_answer(401, {{"error", "name the world by its key: Authorization: Bearer KEY"}});
    World& world = worlds_.get(world_of(key));
    const Answer answer = request.method == "PATCH" ? patch(world, request)
                                                    : json_answer(request.method == "GET" ? 200 : 405, view(world));
    waiting_->poke();
    return answer;
  }

  Json view(World& world) {
    const std::lock_guard lock(world.mutex);
    return world_view(*world.state, world.now(machine_time()));
  }

  Answer patch(World& world, const Request& request) {
    auto body = parse_json(request.body.bytes);
    if (!body) return json_answer(400, {{"error", "the body is " + body.error().message}});
    Json patch = std::move(body).value();
    const std::lock_guard lock(world.mutex);
    const Instant real = machine_time();
    if (const Json* switches = member(patch, "switches")) {
      auto catalog = universes_.find(universe_value(*switches));
      if (!catalog) return json_answer(400, {{"error", join(catalog.error(), "; ")}});
      world.catalog = *catalog;
      world.state->set_universe(universe_value(*switches));
      patch.erase("switches");
    }
    for (const Provider& provider : catalog_->providers)
      if (auto done = patch_world(*world.state, provider.spec, patch, options_.scenarios, world.now(real), real); !done)
        return json_answer(400, {{"error", done.error().message}});
    keep_changes(*world.state);
    return json_answer(200, world_view(*world.state, world.now(real)));
  }

  std::unique_ptr<World> open_world(const std::string& id) {
    const Instant real = machine_time();
    Settings settings{Rng(options_.seed, id, 0).next() >> 11, scenario_, options_.universe};
    auto state = std::make_unique<State>(id, std::move(settings), WorldClock{real, real, options_.clock_permille});
    return std::make_unique<World>(std::move(state), catalog_);
  }

  Result<void> restore_worlds() {
    if (options_.state_dir.empty()) return {};
    auto kept = StateLog::read(options_.state_dir);
    if (!kept) return kept.error();
    std::vector<Json> records;
    for (const auto& [id, world] : *kept) {
      try {
        if (auto restored = restore_world(world, records); !restored) return restored;
      } catch (const Json::exception& wrong) {
        return Error{"the kept world " + id + " cannot be read: " + wrong.what()};
      }
    }
    auto log = StateLog::begin(options_.state_dir, records);
    if (!log) return log.error();
    log_ = std::move(*log);
    return {};
  }

  Result<void> restore_world(const WorldRecords& kept, std::vector<Json>& records) {
    if (kept.world.is_null()) return {};
    std::unique_ptr<State> state = restore(kept);
    auto catalog = universes_.find(state->settings().universe);
    if (!catalog) return Error{join(catalog.error(), "\n")};
    const Instant now = state->clock().now(machine_time());
    state->settle(now);
    for (const Provider& provider : (*catalog)->providers)
      state->prune(now, provider.spec.job_retention, provider.spec.file_retention);
    for (Json& record : snapshot(*state)) records.push_back(std::move(record));
    worlds_.put(std::make_unique<World>(std::move(state), *catalog));
    return {};
  }

  void open_folders() {
    std::filesystem::path uploads = options_.upload_dir;
    if (uploads.empty() && !options_.state_dir.empty()) uploads = std::filesystem::path(options_.state_dir) / "uploads";
    if (uploads.empty()) {
      std::string pattern = (std::filesystem::temp_directory_path() / "mockling-XXXXXX").string();
      if (::mkdtemp(pattern.data()) != nullptr) temporary_ = pattern;
      uploads = pattern;
    }
    store_ = std::make_unique<FileStore>(uploads, "ffprobe");
  }

  ListenerOptions listener_options() {
    ListenerOptions listen;
    listen.host = options_.host;
    listen.port = options_.port;
    listen.max_body = std::uint64_t{320} << 20;
    listen.refuse = [this](int status, const Request& partial) { return refusal(status, partial); };
    listen.on_exchange = options_.on_exchange;
    return listen;
  }

  // Words what the listener refused in the shape of the provider it was meant for, or of the first one.
  Answer refusal(int status, const Request& partial) const {
    constexpr std::pair<int, ErrorKind> kKinds[] = {
        {404, ErrorKind::unknown_route},   {405, ErrorKind::method_not_allowed}, {408, ErrorKind::request_timeout},
        {413, ErrorKind::too_large},       {414, ErrorKind::uri_too_long},       {431, ErrorKind::headers_too_large},
        {501, ErrorKind::not_implemented}, {503, ErrorKind::unavailable},        {500, ErrorKind::internal}};
    ErrorKind kind = ErrorKind::bad_request;
    for (const auto& [known, meant] : kKinds)
      if (known == status) kind = meant;
    const Identity identity = identify(*catalog_, partial, true);
    const Provider& provider = identity.provider != nullptr ? *identity.provider : catalog_->providers.front();
    Answer answer = plain_answer(partial, refuse(provider.spec, {kind, {}}));
    answer.status = status;
    return answer;
  }

  const ServerOptions options_;
  Universes universes_;
  const Emulator emulator_;
  Worlds worlds_;
  std::shared_ptr<const Catalog> catalog_;  // of worlds that choose no universe; also finds providers and routes
  Scenario scenario_;
  std::string temporary_;  // removed at the end
  std::unique_ptr<StateLog> log_;
  std::unique_ptr<FileStore> store_;
  std::unique_ptr<Clips> clips_;
  std::unique_ptr<Waiting> waiting_;
  std::unique_ptr<TaskPool> tasks_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace mockling::host
