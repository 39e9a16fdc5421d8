// EvoLink's file service: what its files are called, how long they live, what is refused, and that jobs find them.
#include "catch.hpp"

#include <mockling/core/persist.hpp>

#include "emulated.hpp"

using namespace mockling;
using test::Emulated;
using test::Reply;

namespace {

const std::string kUpload = "/files-api.evolink.ai/api/v1/files/upload/";
const std::string kFiles = "/files-api.evolink.ai/api/v1/files/";
const std::string kPicture = base64("\x89PNG\r\n\x1a\nmeow");

Emulated evolink_world() { return Emulated(Json::object(), test::default_catalog(), "mk_test", "evolink"); }

Reply send_base64(Emulated& world, const std::string& name, const std::string& folder = {}) {
  return world.post(kUpload + "base64", {{"base64_data", kPicture}, {"file_name", name}, {"upload_path", folder}});
}

Reply send_form(Emulated& world, std::vector<FormPart> parts) {
  Request request = world.with_key(test::request_for("POST", kUpload + "stream"));
  request.parts = std::move(parts);
  return world.ask(std::move(request));
}

FormPart part(const std::string& name, const std::string& filename, const std::string& type, const std::string& bytes) {
  return {name, filename, type, {bytes, {}, bytes.size()}};
}

Json kept(const Reply& reply) {
  INFO(reply.text);
  REQUIRE(reply.status == 200);
  return reply.data();
}

std::int64_t refusal_code(const Reply& reply) {
  CHECK(flag_of(reply.json(), "success", true) == false);
  return int_of(reply.json(), "code");
}

std::int64_t used(Emulated& world) { return int_of(world.get(kFiles + "quota").data(), "used_files"); }

}  // namespace

TEST_CASE("evolink: an upload says where it is and until when, in the service's own time", "[contract][evolink]") {
  Emulated world = evolink_world();
  const Json file = kept(send_base64(world, "photo.png", "photos"));
  const std::string id = text_of(file, "file_id");
  const std::string base = "http://emulator.test/files.evolink.ai/";
  CHECK(id.size() == 13);
  CHECK(file == Json{{"file_id", id},
                     {"file_name", "photo.png"},
                     {"original_name", "photo.png"},
                     {"file_size", 12},
                     {"mime_type", "image/png"},
                     {"upload_path", "photos"},
                     {"file_url", base + world.state().id() + "/photos/photo.png"},
                     {"download_url", base + "api/v1/files/download/" + world.state().id() + "/" + id},
                     {"upload_time", "2026-08-18T20:00:00+08:00"},
                     {"expires_at", "2026-08-21T20:00:00+08:00"}});
}

TEST_CASE("evolink: files live 72 hours of the world's clock, to the instant", "[contract][evolink]") {
  Emulated world = evolink_world();
  const Json file = kept(send_base64(world, "photo.png"));
  world.advance(std::chrono::hours(72));
  CHECK(world.get(text_of(file, "file_url")).status == 200);
  CHECK(used(world) == 1);
  world.advance(Nanos(1));
  for (const char* link : {"file_url", "download_url"}) CHECK(world.get(text_of(file, link)).status == 404);
  CHECK(used(world) == 0);
  CHECK(refusal_code(world.post(kUpload + "url", {{"file_url", text_of(file, "file_url")}})) == 40004);
}

TEST_CASE("evolink: a folder never leads upwards", "[contract][evolink]") {
  Emulated world = evolink_world();
  const std::pair<const char*, const char*> folders[] = {{"a/b", "a/b"},  {"../../etc", "etc"}, {"/./x//y/", "x/y"},
                                                         {"ä b", "___b"}, {"..", ""},           {"a\\..\\b", "b"}};
  for (const auto& [asked, expected] : folders) {
    INFO(asked);
    const Json file = kept(send_base64(world, "../x.png", asked));
    CHECK(text_of(file, "upload_path") == expected);
    CHECK(text_of(file, "file_name") == "x.png");
    CHECK(world.get(text_of(file, "file_url")).status == 200);
  }
}

TEST_CASE("evolink: both spellings of a form's fields; the first that says something counts", "[contract][evolink]") {
  Emulated world = evolink_world();
  for (const auto& [folder, name] : {std::pair("upload_path", "fileName"), std::pair("uploadPath", "file_name")}) {
    INFO(folder << " " << name);
    const Json file = kept(send_form(
        world, {part(folder, "", "", "f"), part(name, "", "", "n.png"), part("file", "x.png", "image/png", "meow")}));
    CHECK(text_of(file, "upload_path") == "f");
    CHECK(text_of(file, "file_name") == "n.png");
    CHECK(text_of(file, "original_name") == "x.png");
  }
}

TEST_CASE("evolink: what is not taken costs no place", "[contract][evolink]") {
  Emulated world = evolink_world();
  CHECK(refusal_code(send_form(world, {part("file", "a.txt", "text/plain", "x")})) == 40002);
  CHECK(refusal_code(send_form(world, {part("file", "a.svg", "image/svg+xml", "x")})) == 40002);
  CHECK(refusal_code(send_form(world, {part("file", "none", "", "x")})) == 40002);
  FormPart huge = part("file", "a.mp4", "video/mp4", "x");
  huge.content.size = 104857601;
  CHECK(refusal_code(send_form(world, {huge})) == 40001);
  for (const char* text : {"", "====", "a", "iVBO\nRw0K", "data:image/png;base64,", "data:image/png,abcd"}) {
    INFO(text);
    CHECK(refusal_code(world.post(kUpload + "base64", {{"base64_data", text}})) == 400);
  }
  CHECK(used(world) == 0);
  CHECK(world.state().files().empty());
  huge.content.size = 104857600;
  CHECK(send_form(world, {huge}).status == 200);
}

TEST_CASE("evolink: the quota is 2000 files, and a file in place of another needs none", "[contract][evolink]") {
  Emulated world = evolink_world();
  const Json first = kept(send_base64(world, "0.png"));
  for (int i = 1; i < 2000; ++i) {
    FileRecord file = *world.state().find_file(text_of(first, "file_id"));
    file.id = "file_" + std::to_string(i);
    file.place = file.name = std::to_string(i) + ".png";
    world.state().add_file(file);
  }
  CHECK(int_of(world.get(kFiles + "quota").data(), "remain_files") == 0);
  CHECK(refusal_code(send_base64(world, "one-more.png")) == 40003);
  CHECK(send_base64(world, "0.png").status == 200);
  CHECK(used(world) == 2000);
  CHECK(world.del(kFiles + "file_7").status == 200);
  CHECK(send_base64(world, "one-more.png").status == 200);
}

TEST_CASE("evolink: the same name again takes the place of the old file", "[contract][evolink]") {
  Emulated world = evolink_world();
  const Json before = kept(send_form(world, {part("file", "a.png", "image/png", "old")}));
  const Json after = kept(send_form(world, {part("file", "a.png", "image/png", "newer")}));
  REQUIRE(world.effects().size() == 2);
  CHECK(world.effects()[0].kind == Effect::Kind::drop_file);
  CHECK(world.effects()[0].file == text_of(before, "file_id"));
  CHECK(text_of(before, "file_url") == text_of(after, "file_url"));
  CHECK(world.get(text_of(before, "file_url")).text == "newer");
  CHECK(world.get(text_of(before, "download_url")).status == 404);
  CHECK(world.del(kFiles + text_of(before, "file_id")).status == 404);
  CHECK(used(world) == 1);
  CHECK(send_base64(world, "a.png", "elsewhere").status == 200);
  CHECK(used(world) == 2);
}

TEST_CASE("evolink: a file copied onto itself stays", "[contract][evolink]") {
  Emulated world = evolink_world();
  const Json file = kept(send_base64(world, "a.png"));
  const Json again = kept(world.post(kUpload + "url", {{"file_url", text_of(file, "file_url")}}));
  CHECK(again == file);
  CHECK(world.get(text_of(file, "file_url")).text.size() == 12);
}

TEST_CASE("evolink: files are listed newest first, and only this provider's", "[contract][evolink]") {
  Emulated world = evolink_world();
  for (const char* name : {"a.png", "b.png", "c.png"}) {
    kept(send_base64(world, name));
    world.advance(Seconds(1));
  }
  Request other = world.with_key(test::request_for("POST", "/api/v3/media/upload/binary"));
  other.parts = {part("file", "d.png", "image/png", "meow")};
  REQUIRE(world.ask(other).status == 200);
  const Json all = world.get(kFiles + "list").data();
  CHECK(all["total"] == 3);
  CHECK(text_of(all["files"][0], "file_name") == "c.png");
  const Json page = world.get(kFiles + "list?page=2&pageSize=2").data();
  REQUIRE(page["files"].size() == 1);
  CHECK(text_of(page["files"][0], "file_name") == "a.png");
  CHECK(world.get(kFiles + "list?page=9223372036854775807&pageSize=100").data()["files"].empty());
}

TEST_CASE("evolink: a job knows an upload by its public link, until it is deleted", "[contract][evolink]") {
  Emulated world = evolink_world();
  const Json file = kept(send_base64(world, "photo.png", "photos"));
  const std::string id = text_of(file, "file_id");
  world.state().note_file(id, true, {640, 360, {}, false});
  for (const char* link : {"file_url", "download_url"}) {
    const auto facts = facts_of(world.state(), world.provider().spec, text_of(file, link));
    INFO(link);
    REQUIRE(facts);
    CHECK(facts->width == 640);
    CHECK(facts->size == 12);
  }
  REQUIRE(world.del(kFiles + id).status == 200);
  for (const char* link : {"file_url", "download_url"})
    CHECK(!facts_of(world.state(), world.provider().spec, text_of(file, link)));
}

TEST_CASE("evolink: names, places and deletions survive a restart", "[contract][evolink]") {
  Emulated world = evolink_world();
  const Json file = kept(send_form(world, {part("upload_path", "", "", "p"), part("file_name", "", "", "n.png"),
                                           part("file", "was.png", "image/png", "meow")}));
  const Json gone = kept(send_base64(world, "gone.png"));
  REQUIRE(world.del(kFiles + text_of(gone, "file_id")).status == 200);
  WorldRecords records;
  for (const Json& record : snapshot(world.state())) records.take(record);
  const auto restored = restore(records);
  const FileRecord* found = restored->file_placed("evolink", "p/n.png");
  REQUIRE(found != nullptr);
  CHECK(found->shown == "was.png");
  CHECK(restored->file_placed("evolink", "gone.png") == nullptr);
  const FileRecord* dead = restored->find_file(text_of(gone, "file_id"));
  CHECK((dead == nullptr || dead->expires < world.now()));
}
