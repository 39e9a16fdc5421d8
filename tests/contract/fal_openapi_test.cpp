// fal's OpenAPI document of an endpoint: the known one to the letter, and all of them for what they must have.
#include "catch.hpp"

#include <set>

#include "documents.hpp"
#include "emulated.hpp"

using namespace mockling;
using test::read_document;

namespace {

const std::string kDocument = "/api/openapi/queue/openapi.json?endpoint_id=";
const std::string kId = "fal-ai/kling-video/o3/4k/text-to-video";

// `known` with each text that it shortens with "…" taken from `actual`, when that begins alike.
Json completed(const Json& known, const Json& actual) {
  if (known.is_string() && actual.is_string()) {
    const auto& text = known.get_ref<const std::string&>();
    const bool shortened = ends_with(text, "…") && starts_with(actual.get_ref<const std::string&>(),
                                                               text.substr(0, text.size() - std::string("…").size()));
    return shortened ? actual : known;
  }
  Json result = known;
  if (known.is_object())
    for (const auto& [key, part] : known.items()) result[key] = completed(part, child(actual, key));
  if (known.is_array() && actual.is_array())
    for (std::size_t i = 0; i < std::min(known.size(), actual.size()); ++i) result[i] = completed(known[i], actual[i]);
  return result;
}

// The built-in catalog as of July 2026, when shot_type had one value.
std::shared_ptr<const Catalog> catalog_of_july() {
  std::vector<DataFile> files = test::data_files();
  for (DataFile& file : files)
    if (ends_with(file.name, "fal/models/kling-video/o3/4k/text-to-video.json"))
      file.text = replace_all(file.text, R"(["customize", "intelligent"])", R"(["customize"])");
  auto catalog = load_catalog(files);
  REQUIRE(catalog);
  return std::make_shared<const Catalog>(std::move(catalog).value());
}

test::Reply ask(const std::string& id, std::shared_ptr<const Catalog> catalog = test::default_catalog()) {
  test::Emulated world(Json::object(), std::move(catalog), "", "fal");
  Request request = test::request_for("GET", kDocument + id);
  request.host = "fal.ai";
  request.scheme = "https";
  return world.ask(request);
}

// Every "$ref" below `part`.
void gather_references(const Json& part, std::set<std::string>& found) {
  if (const Json* reference = member(part, "$ref")) found.insert(reference->get<std::string>());
  if (part.is_structured())
    for (const Json& inner : part) gather_references(inner, found);
}

}  // namespace

TEST_CASE("the known document is the same to the letter", "[contract][fal][openapi]") {
  const test::Reply reply = ask(kId, catalog_of_july());
  REQUIRE(reply.status == 200);
  CHECK(reply.type == "application/json");
  const Json known = read_document("fixtures/openapi/o3-4k-text-to-video.json");
  CHECK(reply.json().dump(1) == completed(known, reply.json()).dump(1));
  CHECK(dump(known) != reply.text);  // the shortened texts are whole
}

TEST_CASE("every endpoint has a document that is whole", "[contract][fal][openapi]") {
  for (const Model& model : test::default_catalog()->provider("fal")->models) {
    INFO(model.id);
    const Json document = ask(model.id).json();
    std::set<std::string> references;
    gather_references(document, references);
    const Json& schemas = document.at("components").at("schemas");
    for (const std::string& reference : references) {
      INFO(reference);
      CHECK(document.contains(Json::json_pointer(reference.substr(1))));
    }
    for (const auto& [name, schema] : schemas.items()) CHECK(references.count("#/components/schemas/" + name) == 1);
    CHECK(document.at("paths").contains("/" + model.id));
    const Json& input = schemas.at(std::next(schemas.begin()).key());
    REQUIRE(input.at("x-fal-order-properties").size() == model.input.properties.size());
    for (std::size_t i = 0; i < model.input.properties.size(); ++i)
      CHECK(input.at("x-fal-order-properties").at(i) == model.input.properties[i].name);
    CHECK(dump(input.value("required", Json::array())) ==
          dump(model.document.at("input").value("required", Json::array())));
  }
}

TEST_CASE("files carry their limits, lists their named types", "[contract][fal][openapi]") {
  const Json schemas = ask("fal-ai/kling-video/v3/pro/image-to-video").json().at("components").at("schemas");
  const Json& input = schemas.at("KlingVideoV3ProImageToVideoInput");
  CHECK(input.at("title") == "ImageToVideoV3ProRequest");
  CHECK(schemas.at("KlingVideoV3ProImageToVideoOutput").at("title") == "ImageToVideoV3ProOutput");
  const Json& image = input.at("properties").at("start_image_url");
  CHECK(image.at("title") == "Start Image Url");
  CHECK(image.at("x-fal-file-input") == true);
  CHECK(image.at("ui") == Json{{"field", "image"}});
  CHECK(image.at("x-fal").at("max_file_size") == 10485760);
  CHECK(dump(input.at("properties").at("elements").at("anyOf")) ==
        R"([{"type":"array","items":{"$ref":"#/components/schemas/KlingV3ComboElementInput"}},{"type":"null"}])");
  CHECK(schemas.at("KlingV3ComboElementInput").at("properties").at("video_url").at("_fal_ui_field") == "video");
  CHECK(dump(input.at("properties").at("shot_type").at("enum")) == R"(["customize","intelligent"])");
}

TEST_CASE("links in a document lead to where the client is", "[contract][fal][openapi]") {
  test::Emulated world(Json::object(), test::default_catalog(), "", "fal");
  const Json document = world.ask(test::request_for("GET", "/fal.ai" + kDocument + kId)).json();
  CHECK(document.at("servers").at(0).at("url") == "http://emulator.test/queue.fal.run");
}

TEST_CASE("an endpoint that is not there has no document", "[contract][fal][openapi]") {
  for (const char* id : {"fal-ai/none", "", "fal-ai/kling-video"}) {
    const test::Reply reply = ask(id);
    CHECK(reply.status == 404);
    CHECK(reply.text == R"({"detail":"Not found"})");
  }
}
