// Owns: a provider of a few lines with one model, for tests that are about the machinery and not about any service.
// Never knows: real providers.
// Used by: unit tests of spec and core.
#pragma once

#include <map>
#include <string>

#include <mockling/base/json.hpp>
#include <mockling/spec/errors.hpp>

namespace mockling::test {

// Its data files by name. A clip costs 0.5 a second; jobs wait 1 s and run 2 s; "prompt" is required.
inline std::map<std::string, Json> small_provider() {
  Json errors = Json::object();
  for (const std::string_view kind : kErrorKinds)
    errors[std::string(kind)] = Json{{"status", 400}, {"body", {{"error", kind}, {"why", "{text}"}}}};
  errors["unauthorized"]["status"] = 401;
  errors["unknown_route"]["status"] = 404;
  errors["method_not_allowed"]["status"] = 405;
  errors["internal"]["status"] = 500;

  Json provider = Json::parse(R"({
    "name": "small", "hosts": {"api": ["api.small.test"]}, "proxy": {"header": "X-Small-Target"}, "auth": {"header": "Authorization", "schemes": [{"word": "Key"}], "live_key": "hex64"},
    "routes": [{"operation": "show", "method": "GET", "path": "/jobs/{id}"},
               {"operation": "delete", "method": "DELETE", "path": "/jobs/{id}"},
               {"operation": "list", "method": "POST", "path": "/list"},
               {"operation": "unwritten", "method": "GET", "path": "/unwritten"},
               {"operation": "file", "method": "GET", "path": "/files/{world}/{name}", "open": true},
               {"operation": "submit", "method": "POST", "path": "/run/{model...}"}],
    "requests": {"list": {"type": "object", "properties": {"most": {"type": "integer", "minimum": 1}}, "required": ["most"]}},
    "statuses": {"queued": "waiting", "running": "busy", "succeeded": "done", "failed": "failed", "cancelled": "cancelled",
                 "timed_out": "late", "deleted": "gone"},
    "violations": {"required": "{field} is missing", "type": "{field} must be {a_type}", "minimum": "{field} is too small"},
    "type_texts": {"string": "a text", "integer": "a whole number"},
    "endings": {"ok": {"phase": "succeeded", "flags": [false]}, "broken": {"phase": "failed", "code": 17, "text": "It broke."},
                "failed": {"phase": "failed", "code": 1, "text": "It failed."},
                "no-credit": {"phase": "failed", "code": 2, "text": "No money."},
                "unreadable": {"phase": "failed", "code": 3, "text": "Unreadable."}, "stuck": {"phase": "never"}},
    "unreachable_media": {"ending": "unreadable", "hosts": [".invalid"]},
    "markers": {"fields": ["prompt"]},
    "lifecycle": {"queued_ms": [1000, 1000], "running_ms": [2000, 2000]}, "failure_lifecycle": {"running_ms": [500, 500]},
    "retention": {"job_ms": 3600000, "file_ms": 3600000}, "limits": {"json_bytes": 10000}, "ids": {"job": "uuid7"},
    "billing": {"currency": "credits", "initial": "100"},
    "levels": {"free": {}, "pair": {"concurrent": 2, "videos_per_minute": 5}}, "default_level": "free",
    "webhook": {"tells": {"succeeded": "always", "failed": "always", "deleted": "started"}, "content_type": "text/small", "timeouts_ms": [4000, 8000], "retries": 3,
                "pause": {"first_ms": 1000, "factor": 2, "longest_ms": 3000}, "final": [[300, 399]], "within_ms": 60000,
                "signature": {"kind": "hmac_sha256", "id": "hook-id", "timestamp": "hook-time", "signature": "hook-sign", "secret_prefix": "s_"},
                "refunds_when_lost": true},
    "behaviour": {"unknown_keys": "drop", "empty_is_missing": true, "null_input": "reject", "coerce_numbers": false}
  })");
  provider["errors"] = errors;

  Json model = Json::parse(R"({
    "id": "acme/clip", "type": "text-to-video",
    "input": {"type": "object", "additionalProperties": false, "required": ["prompt"],
              "properties": {"prompt": {"type": "string"}, "seconds": {"type": "integer", "minimum": 1, "default": 4},
                             "image": {"type": "string"}, "sound": {"type": "boolean"}}},
    "rules": [{"rule": "needs", "field": "sound", "with": "image", "when": "run", "ending": "broken"}],
    "price": {"currency": "credits", "base": "2", "seconds": {"input": "seconds"}, "rows": [{"per_second": "0.5"}]},
    "media": {"output": "video", "fps": "24", "size": {"follow": "image", "else": [64, 36]}, "seconds": {"input": "seconds"},
              "sound": {"input": "sound"}},
    "sources": {"": {"source": "made up", "confidence": "assumed"}}
  })");

  Json switches =
      Json::parse(R"({"switches": [{"name": "prompt", "about": "?", "default": "required", "strict": "required",
    "readings": {"required": {"says": "yes"},
                 "optional": {"says": "no", "patch": [{"file": "models/*.json", "op": "remove", "path": "/input/required"}]}}}]})");

  return {{"provider.json", provider}, {"models/clip.json", model}, {"switches.json", switches}};
}

}  // namespace mockling::test
