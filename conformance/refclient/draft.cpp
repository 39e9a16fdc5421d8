#include "refclient/draft.hpp"

#include <openssl/rand.h>

#include <array>
#include <utility>

#include "refclient/errors.hpp"
#include "refclient/text.hpp"

namespace refclient {
namespace {

std::string random_name() {
  std::array<unsigned char, 6> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  return hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

Draft::Draft(std::filesystem::path target)
    : target_(std::move(target)), path_(target_), digest_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  path_ += "." + random_name() + ".part";
  restart();
}

Draft::~Draft() {
  file_.close();
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

void Draft::restart() {
  file_.close();
  file_.clear();
  file_.open(path_, std::ios::binary | std::ios::trunc);
  if (!file_) throw VideoError(Category::other, "cannot write to " + path_.parent_path().string());
  size_ = 0;
  EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr);
}

bool Draft::append(std::string_view bytes) {
  file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  EVP_DigestUpdate(digest_.get(), bytes.data(), bytes.size());
  size_ += bytes.size();
  return static_cast<bool>(file_);
}

std::string Draft::hash() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(digest_.get(), bytes.data(), &size);
  return hex({reinterpret_cast<const char*>(bytes.data()), size});
}

void Draft::finish() {
  file_.close();
  std::error_code error;
  if (file_) std::filesystem::rename(path_, target_, error);
  if (!file_ || error) throw VideoError(Category::other, "cannot write " + target_.string());
}

}  // namespace refclient
