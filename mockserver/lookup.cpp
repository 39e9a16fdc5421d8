#include "lookup.hpp"

#include "data.hpp"

namespace mockling::cli {

Result<std::shared_ptr<const Catalog>> load(const std::string& spec_dir) {
  auto files = provider_files(spec_dir);
  if (!files) return files.error();
  auto catalog = load_catalog(*files);
  if (!catalog) return Error{join(catalog.error(), "\n")};
  return std::make_shared<const Catalog>(std::move(catalog).value());
}

Result<const Provider*> find_provider(const Catalog& catalog, const std::string& name) {
  if (const Provider* provider = catalog.provider(name)) return provider;
  std::vector<std::string> names;
  for (const Provider& provider : catalog.providers) names.push_back(provider.spec.name);
  return Error{"there is no provider \"" + name + "\"; there are: " + join(names, ", ")};
}

Result<const Model*> find_model(const Provider& provider, const std::string& name) {
  if (const Model* model = provider.model(name)) return model;
  std::vector<std::string> near;
  std::vector<const Model*> ending;
  for (const Model& model : provider.models) {
    if (model.id.find(name) != std::string::npos) near.push_back(model.id);
    if (ends_with(model.id, name)) ending.push_back(&model);
  }
  if (ending.size() == 1) return ending.front();
  if (near.empty())
    return Error{provider.spec.name + " has no model \"" + name + "\"; mockling catalog " + provider.spec.name +
                 " lists them"};
  return Error{"\"" + name + "\" could be: " + join(near, ", ")};
}

}  // namespace mockling::cli
