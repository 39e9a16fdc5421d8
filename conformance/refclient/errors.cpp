#include "refclient/errors.hpp"

namespace refclient {

const char* name_of(Category category) {
  switch (category) {
    case Category::auth: return "auth";
    case Category::validation: return "validation";
    case Category::insufficient_balance: return "insufficient_balance";
    case Category::rate_limited: return "rate_limited";
    case Category::content_policy: return "content_policy";
    case Category::provider_failed: return "provider_failed";
    case Category::cancelled: return "cancelled";
    case Category::timeout: return "timeout";
    case Category::network: return "network";
    case Category::ambiguous_submission: return "ambiguous_submission";
    case Category::not_found: return "not_found";
    case Category::expired_output: return "expired_output";
    case Category::integrity: return "integrity";
    case Category::protocol: return "protocol";
    case Category::budget: return "budget";
    case Category::other: break;
  }
  return "other";
}

}  // namespace refclient
