// Owns: finding a provider and a model by the names a person types, with a helpful word when there is none.
// Never knows: what they are wanted for.
// Used by: price, catalog, validate.
#pragma once

#include <memory>
#include <string>

#include <mockling/spec/catalog.hpp>

namespace mockling::cli {

// The built-in catalog (or that of --spec-dir), or all that is wrong with it.
Result<std::shared_ptr<const Catalog>> load(const std::string& spec_dir);

Result<const Provider*> find_provider(const Catalog& catalog, const std::string& name);

// By full id, or by its end when only one model ends so ("o3-4k/text-to-video").
Result<const Model*> find_model(const Provider& provider, const std::string& name);

}  // namespace mockling::cli
