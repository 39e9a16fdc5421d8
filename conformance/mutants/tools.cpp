#include "mutants/tools.hpp"

#include <algorithm>

namespace refclient::driver {
namespace {

class Meddler : public Transport {
 public:
  Meddler(std::shared_ptr<Transport> inner, Meddling meddling)
      : inner_(std::move(inner)), meddling_(std::move(meddling)) {}
  Reply send(const Request& request) override { return meddling_(request, *inner_); }

 private:
  std::shared_ptr<Transport> inner_;
  Meddling meddling_;
};

}  // namespace

void meddle(Parts& parts, Meddling meddling) {
  parts.transport = std::make_shared<Meddler>(parts.transport, std::move(meddling));
}

void wrap(Parts& parts, const std::string& op, Wrapping wrapping) {
  parts.ops[op] = [inner = parts.ops.at(op), wrapping = std::move(wrapping)](Run& run) { return wrapping(run, inner); };
}

void say_ok(Parts& parts, std::function<bool(const Error&)> when) {
  for (const char* op : {"generate", "wait", "resume"}) {
    wrap(parts, op, [when](Run& run, const auto& inner) -> Json {
      try {
        return inner(run);
      } catch (const VideoError& error) {
        if (!when(error.error())) throw;
        return {
            {"task_id", error.error().task_id}, {"status", "completed"}, {"outputs", Json::array()}, {"cost", nullptr}};
      }
    });
  }
}

void reread(Parts& parts, std::function<void(Snapshot&, const Json& answer)> change) {
  Dialect& dialect = parts.dialect;
  dialect.read_status = [inner = dialect.read_status, change](const Json& answer) {
    Snapshot snapshot = inner(answer);
    change(snapshot, answer);
    return snapshot;
  };
  if (!dialect.read_result) return;
  dialect.read_result = [inner = dialect.read_result, change](const Reply& reply, const Json& answer,
                                                              const Snapshot& status) {
    Snapshot snapshot = inner(reply, answer, status);
    change(snapshot, answer);
    return snapshot;
  };
}

void rewrite(Parts& parts, std::function<void(Json& body)> change) {
  parts.dialect.submit_body = [inner = parts.dialect.submit_body, change](const VideoRequest& request,
                                                                          const std::string& webhook) {
    Json body = inner(request, webhook);
    change(body);
    return body;
  };
}

void hide_from_validation(Parts& parts, std::function<void(VideoRequest&)> change) {
  parts.rules.validate = [inner = parts.rules.validate, change](const VideoRequest& request, const Limits& limits) {
    VideoRequest seen = request;
    change(seen);
    inner(seen, limits);
  };
}

bool is_api(const Request& request) { return request.purpose != Purpose::file && request.purpose != Purpose::keys; }

bool is_poll(const Request& request) { return request.purpose == Purpose::poll || request.purpose == Purpose::result; }

std::string value_of_header(const Headers& headers, const std::string& name) {
  for (const auto& [key, value] : headers) {
    if (lower(key) == lower(name)) return value;
  }
  return {};
}

void remove_header(Headers& headers, const std::string& name) {
  headers.erase(std::remove_if(headers.begin(), headers.end(),
                               [&](const auto& each) { return lower(each.first) == lower(name); }),
                headers.end());
}

const std::map<std::string, Mutation>& mutations() {
  static const Mutants table = [] {
    Mutants all;
    for (auto* area :
         {auth_mutants, key_mutants, secrecy_mutants, encode_mutants, spelling_mutants, purse_mutants, validate_mutants,
          submit_mutants, poll_mutants, end_mutants, file_mutants, file_answer_mutants, hook_mutants, cancel_mutants,
          stopping_mutants, cost_mutants, net_mutants, framing_mutants, told_mutants}) {
      all.merge(area());
    }
    return all;
  }();
  return table;
}

}  // namespace refclient::driver
