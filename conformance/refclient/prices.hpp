// Owns: what a video costs, as a table.
// Never knows: the network.
// Used by: the client, before it spends.
#pragma once

#include <string>

#include "refclient/money.hpp"
#include "refclient/request.hpp"

namespace refclient {

/// The exact price of a request. Throws VideoError (other) when the table does not know the model.
Money price_of(const std::string& provider, const VideoRequest& request);

}  // namespace refclient
