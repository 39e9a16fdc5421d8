// Owns: the way of a request through the server: to its world, back with an answer, its effects carried out.
// Never knows: any provider's words; command lines.
// Used by: mockserver, embedders.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <mockling/core/emulator.hpp>
#include <mockling/host/clip_text.hpp>
#include <mockling/host/control.hpp>
#include <mockling/host/doors.hpp>
#include <mockling/host/file_bytes.hpp>
#include <mockling/host/keeper.hpp>
#include <mockling/host/listener.hpp>
#include <mockling/host/replies.hpp>
#include <mockling/host/striker.hpp>
#include <mockling/host/tls_door.hpp>
#include <mockling/host/uploads.hpp>
#include <mockling/host/visit.hpp>
#include <mockling/host/webhooks.hpp>
#include <mockling/host/world_handle.hpp>
#include <mockling/providers/all.hpp>

namespace mockling::host {

// Start, use, stop; from one thread.
class Server {
 public:
  Server(ServerOptions options, std::vector<DataFile> files)
      : Server(std::move(options), std::make_shared<Universes>(std::move(files))) {}
  // The same with data that several servers share: what one has read and checked, the others need not.
  Server(ServerOptions options, std::shared_ptr<Universes> data)
      : options_(std::move(options)),
        keeper_(options_, std::move(data)),
        control_(options_, keeper_, webhooks_, [this](std::chrono::milliseconds time) { refuse_connections(time); }),
        emulator_(all_dialects()) {}
  ~Server() { stop(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Opens the port and returns its number, or says in one text all that is wrong.
  Result<int> start() {
    if (auto kept = keeper_.start(); !kept) return kept.error();
    uploads_ = std::make_unique<Uploads>(options_.state_dir, keeper_);
    keeper_.on_ownerless([this](const WorldPtr& world) { uploads_->drop_all(*world); });
    clips_ = std::make_unique<Clips>(options_.media, options_.renderer);
    waiting_ = std::make_unique<Waiting>();
    changes_ = std::make_unique<TaskPool>(16);
    webhooks_ = std::make_unique<Webhooks>(options_, keeper_, emulator_, [this](const TextBody& body, auto done) {
      complete_text(*clips_, body, std::move(done));
    });
    const Handler handler = [this](Request&& request, Responder respond) {
      take(std::move(request), std::move(respond));
    };
    if (auto opened = open_tls(handler); !opened) return opened.error();
    listener_ = std::make_unique<Listener>(door_options(options_, keeper_.catalog(), options_.port), handler);
    return listener_->start();
  }

  // Milliseconds. Open requests end without an answer; kept state is complete.
  void stop() noexcept {
    listener_.reset();
    tls_.reset();
    if (webhooks_) webhooks_->stop();  // before the clips that it asks for, and not gone before their answers
    changes_.reset();
    waiting_.reset();
    uploads_.reset();
    clips_.reset();
    webhooks_.reset();
  }

  // The encrypted door, while there is one.
  const TlsDoor* tls() const { return tls_.get(); }

  // The world of a key, for looking into it and changing it as the control plane does, even where that is not served.
  WorldHandle world(std::string key) {
    return {std::move(key), [this](const Request& request) { return rule(request, true); }};
  }

  // What a person should know of the clips served here (none, or made without FFmpeg); empty when nothing is amiss.
  std::string clips_note() const { return clips_ ? clips_->shortcoming() : std::string(); }

  // The data that worlds open with; valid once started.
  const Catalog& catalog() const { return keeper_.catalog(); }
  std::vector<WorldPtr> worlds() { return keeper_.all(); }  // those there are, in no order

 private:
  void take(Request&& request, Responder respond) {
    if (options_.control && Control::claims(request)) return control(std::move(request), respond);
    if (request.method == "OPTIONS") return respond(preflight());
    locate(keeper_.catalog(), request);
    Identity identity = identify(keeper_.catalog(), request, options_.allow_live_keys);
    if (identity.provider == nullptr) return respond(nobody(request));
    const ProviderSpec& spec = identity.provider->spec;
    if (identity.refusal) return respond(text_answer(request, refuse(identity, request)));
    const bool open = identity.route.route->open;
    if (!open && request.parts.empty()) load(request.body, spec.json_limit);
    const auto visit = std::make_shared<Visit>(std::move(request), std::move(respond));
    std::optional<Outcome> outcome;
    while (!outcome) {
      // A path without a key opens no world: it can only be right about one that is there.
      visit->world = open ? keeper_.find(identity.world) : keeper_.get(identity.world, identity.name);
      if (!visit->world)
        return visit->respond(
            text_answer(visit->request, refuse(spec, {ErrorKind::unknown_file, {}}, visit->request.address.family)));
      visit->prepared =
          emulator_.prepare(*visit->world->catalog.load()->provider(spec.name), identity.route, visit->request);
      outcome = enter(visit, nullptr);
    }
    visit->respond.track(outcome->transfer);
    if (const auto* held = std::get_if<HeldBody>(&outcome->response.body)) watch(visit, *held);
    finish(visit, std::move(*outcome));
    if (keeper_.wants_eviction(machine_time())) uploads_->evict();
  }

  Answer rule(const Request& request, bool trusted) {
    Answer answer = trusted ? control_.trusted_answer(request, clips_note()) : control_.answer(request, clips_note());
    waiting_->poke();
    return answer;
  }

  // Changes may wait for those who are called; the listener's threads do not.
  void control(Request&& request, const Responder& respond) {
    const auto asked = std::make_shared<Request>(std::move(request));
    const auto answer = [this, asked, respond] { respond(rule(*asked, false)); };
    if (asked->method != "GET" && asked->method != "HEAD") return changes_->post(answer);
    answer();
  }

  // Tells the world when the client of a held answer goes away; not on the listener's own thread.
  void watch(const VisitPtr& visit, const HeldBody& held) {
    visit->respond.on_gone(
        [this, visit, held] { waiting_->add([] { return Instant{}; }, [this, visit, held] { leave(*visit, held); }); });
  }

  void leave(const Visit& visit, const HeldBody& held) {
    World& world = *visit.world;
    const std::lock_guard lock(world.mutex);
    if (world.closed) return;
    emulator_.leave(visit.prepared, held, visit.request, *world.state, world.now(machine_time()));
    keeper_.keep_changes(world);
  }

  // Enters the world for the first time, or (with `held`) again for an answer that was held; nothing when it is closed.
  std::optional<Outcome> enter(const VisitPtr& visit, const HeldBody* held) {
    World& world = *visit->world;
    const std::lock_guard lock(world.mutex);
    if (world.closed) return std::nullopt;
    const Instant now = world.now(machine_time());
    Outcome outcome = held == nullptr ? emulator_.perform(visit->prepared, visit->request, *world.state, now)
                                      : emulator_.resume(visit->prepared, *held, visit->request, *world.state, now);
    if (!keeper_.keep_changes(world)) outcome.response = internal(visit);
    if (outcome.fault) visit->fault = outcome.fault;
    return outcome;
  }

  // The answer to a request that was held or grew. What it waited for went with its world, if that was closed.
  mockling::Response again(const VisitPtr& visit, const HeldBody& held) {
    auto outcome = enter(visit, &held);
    return outcome ? std::move(outcome->response) : refused(*visit, ErrorKind::unknown_job);
  }

  void finish(const VisitPtr& visit, Outcome outcome) {
    bool storing = false;
    for (const Effect& effect : outcome.effects) {
      if (effect.kind == Effect::Kind::render) clips_->prepare(effect.clip);
      if (effect.kind == Effect::Kind::drop_file) uploads_->drop(*visit->world, effect.file);
      if (!Uploads::delays(effect)) continue;
      storing = true;
      uploads_->carry_out(visit->world, effect, sent_bytes(visit->spec(), visit->request),
                          [this, visit, response = outcome.response](bool worked) {
                            respond(visit, worked ? response : internal(visit));
                          });
    }
    if (visit->request.method != "GET") waiting_->poke(), webhooks_->look(visit->world);
    if (!storing) respond(visit, std::move(outcome.response));
  }

  mockling::Response internal(const VisitPtr& visit) const { return refused(*visit, ErrorKind::internal); }

  void respond(const VisitPtr& visit, mockling::Response response) {
    if (const auto* held = std::get_if<HeldBody>(&response.body)) return hold(visit, *held);
    if (const auto* clip = std::get_if<ClipRef>(&response.body)) return send_clip(visit, response, *clip);
    if (const auto* file = std::get_if<FileRef>(&response.body)) return send_file(visit, response, *file);
    if (const auto* stream = std::get_if<StreamBody>(&response.body)) return send_stream(visit, response, *stream);
    const auto& text = std::get<TextBody>(response.body);
    if (text.clip) return send_inlined(visit, response, *text.clip);
    send(visit, text_answer(visit->request, std::move(response)));
  }

  void send(const VisitPtr& visit, Answer answer) { send_struck(*waiting_, visit, std::move(answer)); }

  void hold(const VisitPtr& visit, const HeldBody& held) {
    const auto due = [visit, until = held.until] { return due_in(*visit, until); };
    waiting_->add(due, [this, visit, held] {
      if (!visit->respond.gone()) respond(visit, again(visit, held));
    });
  }

  // Asks the world for more whenever it is due, a few times a second at most; nobody's thread is held meanwhile.
  void send_stream(const VisitPtr& visit, const mockling::Response& response, StreamBody first) {
    StreamAnswer body;
    body.content_type = first.content_type;
    body.next = [this, visit, piece = std::move(first), spoke = machine_time()]() mutable {
      return next_piece(visit, piece, spoke);
    };
    send(visit, answer_of(visit->request, response, std::move(body)));
  }

  std::optional<std::string> next_piece(const VisitPtr& visit, StreamBody& piece, Instant& spoke) {
    constexpr auto kSilence = std::chrono::seconds(10);
    std::string text = std::exchange(piece.text, {});
    if (text.empty() && !piece.next) return std::nullopt;
    if (text.empty()) {
      mockling::Response more = again(visit, *piece.next);
      if (!std::holds_alternative<StreamBody>(more.body)) return std::nullopt;  // refused meanwhile
      piece = std::get<StreamBody>(std::move(more.body));
      text = std::exchange(piece.text, {});
    }
    if (text.empty() && machine_time() - spoke > kSilence) text = piece.idle;
    if (!text.empty()) spoke = machine_time();
    return text;
  }

  void send_file(const VisitPtr& visit, const mockling::Response& response, const FileRef& file) {
    FileAnswer body;
    body.path = uploads_->path(*visit->world, file.file);
    body.size = file.size;
    body.content_type = file.content_type;
    body.etag = '"' + file.file + '"';
    send(visit, answer_of(visit->request, response, std::move(body)));
  }

  void send_clip(const VisitPtr& visit, const mockling::Response& response, const ClipRef& clip) {
    clips_->serve(clip, [this, visit, response](Result<FileAnswer> file) {
      send(visit, file ? answer_of(visit->request, response, std::move(file).value()) : no_clip(*visit, file.error()));
    });
  }

  // Puts the clip's size, or the clip itself in base64, where the text asks for it.
  void send_inlined(const VisitPtr& visit, const mockling::Response& response, const ClipRef& clip) {
    clips_->serve(clip, [this, visit, response](const Result<FileAnswer>& file) {
      const auto& body = std::get<TextBody>(response.body);
      const bool inlined = body.text.find(kClipMarker) != std::string::npos;
      if (!file && inlined) return send(visit, no_clip(*visit, file.error()));
      std::string text = sized(body.text, file);
      if (inlined) text = replace_all(text, kClipMarker, base64(bytes_of(*file)));
      send(visit, answer_of(visit->request, response, TextAnswer{body.content_type, std::move(text)}));
    });
  }

  Result<void> open_tls(const Handler& handler) {
    if (!options_.https_port) return {};
    tls_ = std::make_unique<TlsDoor>();
    const auto options = door_options(options_, keeper_.catalog(), *options_.https_port);
    return tls_->open(options, handler, options_.ca_dir, host_names(keeper_.catalog()));
  }

  void refuse_connections(std::chrono::milliseconds time) {
    listener_->refuse_for(time);
    if (tls_) tls_->refuse_for(time);
  }

  const ServerOptions options_;
  Keeper keeper_;
  Control control_;
  const Emulator emulator_;
  std::unique_ptr<Webhooks> webhooks_;
  std::unique_ptr<TaskPool> changes_;
  std::unique_ptr<Clips> clips_;
  std::unique_ptr<Waiting> waiting_;
  std::unique_ptr<Uploads> uploads_;
  std::unique_ptr<TlsDoor> tls_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace mockling::host
