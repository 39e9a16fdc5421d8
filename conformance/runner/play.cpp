#include "play.hpp"

#include <algorithm>
#include <thread>

#include <mockling/base/text.hpp>

#include "child.hpp"
#include "hook_door.hpp"
#include "told.hpp"

namespace mockling::conform {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kTick(5);

// What happens to a client while a call of its is under way.
struct Trigger {
  std::string after;  // a moment
  milliseconds delay{0};
  bool fired = false;

  explicit Trigger(const Json& document = nullptr)
      : after(text_of(document, "after")), delay(int_of(document, "ms", 0)) {
    if (document.is_string()) after = document.get<std::string>();
  }
  bool set() const { return !after.empty() && !fired; }
};

class Performance {
 public:
  Performance(const Permutation& permutation, Scene& scene, std::shared_ptr<Peer> peer, const StartPeer& start,
              const PlayOptions& options, const Stage& stage, std::unique_ptr<HookDoor> hooks)
      : permutation_(permutation),
        document_(permutation.document),
        scene_(scene),
        peer_(std::move(peer)),
        start_(start),
        options_(options),
        stage_(stage),
        hooks_(std::move(hooks)) {}

  Played play() {
    const Json& steps = child(child(document_, "op"), "steps");
    if (!steps.is_array()) {
      call(child(document_, "op"));
    } else {
      own_peer();
      for (const Json& step : steps)
        if (played_.ending == Ending::answered) take(step);
    }
    std::this_thread::sleep_for(milliseconds(int_of(document_, "settle_ms", 0)));
    played_.evidence.events = told_->events();
    scene_.gather(played_.evidence);
    scene_.gather_files(played_.evidence, last_url());
    played_.evidence.links = link_part(last_url());
    played_.evidence.heard += peer_ ? peer_->errors() : std::string();
    if (played_.own_client) note_mistakes();
    return std::move(played_);
  }

 private:
  // A process of its own for cases that end it.
  void own_peer() {
    if (played_.own_client) note_mistakes();
    auto fresh = start_();
    if (!fresh) return fail(Ending::crashed, fresh.error().message);
    peer_ = std::move(*fresh);
    played_.own_client = true;
  }

  void note_mistakes() {
    for (std::string& mistake : peer_->mistakes()) played_.mistakes.push_back(std::move(mistake));
  }

  void fail(Ending ending, std::string why) {
    played_.ending = ending;
    played_.why = std::move(why);
  }

  void take(const Json& step) {
    if (const std::string by = text_of(step, "move"); !by.empty()) return scene_.move(by);
    if (!peer_->alive()) own_peer();
    if (played_.ending == Ending::answered) call(step);
  }

  // One call, or so many at once; waits for all of them.
  void call(const Json& op) {
    const auto times = std::max<std::int64_t>(1, int_of(op, "times", 1));
    std::vector<std::int64_t> seqs;
    const std::size_t first = played_.evidence.said.size();
    for (std::int64_t i = 0; i < times; ++i) {
      Json args = times > 1 || member(op, "request") != nullptr || member(op, "args") != nullptr ||
                          member(op, "input") != nullptr
                      ? numbered_args(op, times > 1 ? i + 1 : 0)
                      : scene_.args();
      played_.evidence.said.push_back({nullptr, {}, text_of(child(args, "request"), "prompt")});
      seqs.push_back(ask(op, std::move(args)));
    }
    abort_ = Trigger(child(op, "abort"));
    kill_ = Trigger(child(op, "kill_after"));
    move_ = Trigger(child(child(document_, "world"), "move"));
    const auto until = Clock::now() + milliseconds(permutation_.deadline_ms());
    for (std::size_t i = 0; i < seqs.size(); ++i) {
      Said& said = played_.evidence.said[first + i];
      said.message = peer_->wait(seqs[i], std::chrono::duration_cast<milliseconds>(until - Clock::now()), kTick,
                                 [&] { return meanwhile(seqs[i]); });
      said.at = scene_.now();
      played_.evidence.moments["result"] = said.at;
      if (said.message.is_null() && !killed_) silent();
      if (text_of(said.message, "outcome") == "adapter_error")
        fail(Ending::refused, text_of(child(said.message, "error"), "message", "adapter_error"));
      if (text_of(said.message, "outcome") == "unsupported")
        fail(Ending::denied, "it says \"unsupported\" to " + text_of(op, "name", "generate") + ", which it claims");
      remember(said.message);
    }
    killed_ = false;
  }

  void silent() {
    if (peer_->alive())
      fail(Ending::hung, "no answer within " + std::to_string(permutation_.deadline_ms()) + " ms");
    else
      fail(Ending::crashed, "the adapter ended while it was asked");
  }

  Json numbered_args(const Json& op, std::int64_t number) {
    const Json& own = child(document_, "op");
    Json merged = own;
    if (&op != &own) merged.merge_patch(op);  // merged with itself it would lose its nulls, which take defaults out
    Json args = scene_.fill(stage_.clients().args(permutation_.provider, merged));
    if (number == 0) return args;
    const std::string suffix = " #" + std::to_string(number) + ".";
    for (const char* where : {"request", "input"}) args[where]["prompt"] = text_of(args[where], "prompt") + suffix;
    args["save_as"] = std::to_string(number) + "-" + text_of(args, "save_as");
    return args;
  }

  std::int64_t ask(const Json& op, Json args) {
    const std::int64_t seq = peer_->open([told = told_](const Json& event) { told->add(event); });
    const bool keyless = text_of(document_, "key") == "none";
    Json message{
        {"type", "run"},
        {"seq", seq},
        {"case", text_of(document_, "id")},
        {"provider", permutation_.provider},
        {"env", stage_.env(permutation_.provider, keyless ? "" : scene_.key(), scene_.work_dir(), scene_.log_file())},
        {"tuning", stage_.clients().tuning(document_)},
        {"deadline_ms", permutation_.deadline_ms()},
        {"op", text_of(op, "name", "generate")},
        {"args", std::move(args)}};
    if (!options_.mutant.empty()) message["mutant"] = options_.mutant;
    if (const Json* env = member(document_, "env")) message["env"].merge_patch(scene_.fill(*env));
    if (hooks_) hooks_->furnish(message);
    peer_->send(message);
    return seq;
  }

  // Called every tick; false ends the waiting.
  bool meanwhile(std::int64_t seq) {
    if (ready(abort_)) {
      played_.evidence.moments["abort"] = scene_.now();
      peer_->send({{"type", "control"}, {"seq", seq}, {"do", "abort"}});
    }
    if (hooks_ && played_.evidence.hooks.empty()) deliver(seq);
    if (ready(move_)) scene_.move(text_of(child(child(document_, "world"), "move"), "by"));
    // Who dies before it knows of its task has nothing to resume.
    if ((kill_.after == "submitted" && !told_->task()) || !ready(kill_)) return true;
    killed_ = true;
    peer_->kill();
    return false;
  }

  // Once the client listens and has submitted its task, plays the case of the webhook lab; then it need not listen on.
  void deliver(std::int64_t seq) {
    constexpr int kPatience = 100;  // ticks that a client may take to tell of its submit, if it ever does
    const std::string url = told_->first("listening", "url");
    if (url.empty() || !hooks_->ready()) return;
    if (told_->first("submitted", "task_id").empty() && ++ticks_ < kPatience) return;
    played_.evidence.hooks.push_back(
        hooks_->play(url, [told = told_](const std::string& id) { return told->completions(id); }));
    peer_->send({{"type", "control"}, {"seq", seq}, {"do", "stop"}});
  }

  bool ready(Trigger& trigger) {
    if (!trigger.set() || !(told_->has(trigger.after) || scene_.reached(trigger.after))) return false;
    std::this_thread::sleep_for(trigger.delay);
    return trigger.fired = true;
  }

  // What later steps may ask for: @task_id, @url.
  void remember(const Json& message) {
    std::string id = text_of(child(message, "value"), "task_id");
    for (const Json& event : told_->events())
      if (id.empty()) id = text_of(event, "task_id");
    if (!id.empty()) scene_.note("task_id", id);
    if (const std::string url = url_in(message); !url.empty()) scene_.note("url", url);
  }

  static std::string url_in(const Json& message) {
    const Json& outputs = child(child(message, "value"), "outputs");
    return outputs.is_array() && !outputs.empty() ? text_of(outputs.at(0), "url") : std::string();
  }

  std::string last_url() const {
    for (auto said = played_.evidence.said.rbegin(); said != played_.evidence.said.rend(); ++said)
      if (const std::string url = url_in(said->message); !url.empty()) return url;
    return {};
  }

  // Of a link, what opens the file: all after the host.
  static std::string link_part(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t slash = scheme == std::string::npos ? std::string::npos : url.find('/', scheme + 3);
    return slash == std::string::npos ? std::string() : url.substr(slash);
  }

  const Permutation& permutation_;
  const Json& document_;
  Scene& scene_;
  std::shared_ptr<Peer> peer_;
  const StartPeer& start_;
  const PlayOptions& options_;
  const Stage& stage_;
  const std::unique_ptr<HookDoor> hooks_;  // of cases that have a lab
  Played played_;
  const std::shared_ptr<Told> told_ = std::make_shared<Told>();
  Trigger abort_, kill_, move_;
  bool killed_ = false;
  int ticks_ = 0;
};

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

}  // namespace

Played unplayed(const Error& error) {
  Played played;
  played.ending = Ending::unplayed;
  played.why = error.message;
  return played;
}

Played play(const Stage& stage, const Permutation& permutation, std::shared_ptr<Peer> peer, const StartPeer& start,
            const PlayOptions& options) {
  const auto began = Clock::now();
  auto scene = Scene::open(stage, permutation, options.name, options.seed);
  if (!scene) return unplayed(scene.error());
  auto hooks = HookDoor::open(stage.universes(), permutation);
  if (!hooks) return unplayed(hooks.error());
  Played played = Performance(permutation, *scene, std::move(peer), start, options, stage, std::move(*hooks)).play();
  played.seconds = seconds_since(began);
  return played;
}

}  // namespace mockling::conform
