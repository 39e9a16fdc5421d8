#include <mockling/host/tls_identity.hpp>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../support/catch.hpp"
#include "../../support/temp_folder.hpp"

using namespace mockling;
using namespace mockling::host;
using mockling::test::read_file;
using mockling::test::TempFolder;

namespace {

constexpr std::time_t kDay = 86400;
const std::vector<std::string> kNames{"localhost", "api.example.com", "*.files.example.com", "127.0.0.1", "::1"};

std::time_t now() { return std::time(nullptr); }

TlsIdentity kept(const std::filesystem::path& dir, const std::vector<std::string>& names = kNames,
                 std::time_t when = now()) {
  auto identity = TlsIdentity::keep(dir.string(), names, when);
  if (!identity) throw std::runtime_error(identity.error().message);
  return std::move(identity).value();
}

// What a strict client finds wrong with the leaf as a server's, at this time; empty when nothing.
std::string fault_found(X509* leaf, const std::string& ca_pem, std::time_t when = now()) {
  using StorePtr = std::unique_ptr<X509_STORE, FreedBy<X509_STORE_free>>;
  using CheckPtr = std::unique_ptr<X509_STORE_CTX, FreedBy<X509_STORE_CTX_free>>;
  const StorePtr store(X509_STORE_new());
  const CertificatePtr authority = certificate_from_pem(ca_pem);
  X509_STORE_add_cert(store.get(), authority.get());
  const CheckPtr check(X509_STORE_CTX_new());
  X509_STORE_CTX_init(check.get(), store.get(), leaf, nullptr);
  X509_STORE_CTX_set_purpose(check.get(), X509_PURPOSE_SSL_SERVER);
  X509_STORE_CTX_set_flags(check.get(), X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
  X509_STORE_CTX_set_time(check.get(), 0, when);
  if (X509_verify_cert(check.get()) == 1) return {};
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(check.get()));
}

unsigned rights(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
}

std::string leaf_of(const TlsIdentity& identity) { return to_pem(identity.leaf().certificate.get()); }

}  // namespace

TEST_CASE("a strict client accepts the leaf under each of its names and no other", "[tls]") {
  const auto identity = TlsIdentity::make(kNames, now());
  REQUIRE(identity);
  X509* leaf = identity->leaf().certificate.get();
  CHECK(fault_found(leaf, identity->ca_pem()).empty());
  for (const char* name : {"localhost", "api.example.com", "a.files.example.com"})
    CHECK(X509_check_host(leaf, name, 0, 0, nullptr) == 1);
  for (const char* name : {"example.com", "files.example.com", "a.b.files.example.com", "mockling", "127.0.0.1"})
    CHECK(X509_check_host(leaf, name, 0, 0, nullptr) == 0);
  for (const char* address : {"127.0.0.1", "::1"}) CHECK(X509_check_ip_asc(leaf, address, 0) == 1);
  CHECK(X509_check_ip_asc(leaf, "127.0.0.2", 0) == 0);
}

TEST_CASE("nobody else's leaf is accepted, nor one whose time has passed", "[tls]") {
  const auto one = TlsIdentity::make(kNames, now());
  const auto other = TlsIdentity::make(kNames, now());
  REQUIRE((one && other));
  X509* leaf = one->leaf().certificate.get();
  CHECK(fault_found(leaf, other->ca_pem()) == "unable to get local issuer certificate");
  CHECK(fault_found(leaf, one->ca_pem(), now() + 390 * kDay).empty());
  CHECK(fault_found(leaf, one->ca_pem(), now() + 398 * kDay) == "certificate has expired");
  CHECK(fault_found(leaf, one->ca_pem(), now() - 2 * kDay) == "certificate is not yet valid");
  CHECK(one->ca_pem() != other->ca_pem());
}

TEST_CASE("certificates say what they are for", "[tls]") {
  const auto identity = TlsIdentity::make(kNames, now());
  REQUIRE(identity);
  const CertificatePtr authority = certificate_from_pem(identity->ca_pem());
  X509* leaf = identity->leaf().certificate.get();
  CHECK(X509_check_ca(authority.get()) == 1);
  CHECK(X509_check_ca(leaf) == 0);
  CHECK(X509_get_pathlen(authority.get()) == 0);
  CHECK(X509_get_key_usage(authority.get()) == (KU_KEY_CERT_SIGN | KU_CRL_SIGN));
  CHECK(X509_get_key_usage(leaf) == KU_DIGITAL_SIGNATURE);
  CHECK(X509_get_extended_key_usage(leaf) == XKU_SSL_SERVER);
  CHECK(X509_get0_subject_key_id(leaf) != nullptr);
  CHECK(ASN1_OCTET_STRING_cmp(X509_get0_authority_key_id(leaf), X509_get0_subject_key_id(authority.get())) == 0);
  CHECK(X509_cmp(leaf, authority.get()) != 0);
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(leaf), X509_get0_notAfter(leaf));
  CHECK(days == 397);
  // A leaf vouches for nobody.
  const CertificatePtr below = make_leaf(make_key().get(), identity->leaf(), kNames, {now() - kDay, now() + kDay});
  CHECK_FALSE(fault_found(below.get(), identity->ca_pem()).empty());
  CHECK_FALSE(fault_found(below.get(), leaf_of(*identity)).empty());
}

TEST_CASE("a folder keeps authority and leaf, for its owner only", "[tls]") {
  const TempFolder folder;
  const auto dir = folder / "deep" / "ca";
  const TlsIdentity first = kept(dir);
  CHECK(rights(dir) == 0700);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    CHECK(rights(entry.path()) == 0600);
    ++files;
  }
  CHECK(files == 3);
  CHECK(read_file(dir / "ca.pem") == first.ca_pem());
  CHECK(first.ca_pem().find("PRIVATE") == std::string::npos);
  const TlsIdentity again = kept(dir);
  CHECK(again.ca_pem() == first.ca_pem());
  CHECK(leaf_of(again) == leaf_of(first));
  CHECK(*TlsIdentity::keep_ca(dir.string(), now()) == first.ca_pem());
  kept(folder / "with-slash" / "");
  CHECK(rights(folder / "with-slash") == 0700);
}

TEST_CASE("the certificate to trust can be made before any server runs", "[tls]") {
  const TempFolder folder;
  const auto pem = TlsIdentity::keep_ca((folder / "ca").string(), now());
  REQUIRE(pem);
  const TlsIdentity server = kept(folder / "ca");
  CHECK(server.ca_pem() == *pem);
  CHECK(fault_found(server.leaf().certificate.get(), *pem).empty());
}

TEST_CASE("a leaf is made anew when it does not fit, the authority stays", "[tls]") {
  const TempFolder folder;
  const auto dir = folder / "ca";
  const TlsIdentity start = kept(dir);
  const TlsIdentity more = kept(dir, {"localhost", "new.example.com"});
  CHECK(X509_check_host(more.leaf().certificate.get(), "new.example.com", 0, 0, nullptr) == 1);
  CHECK(more.ca_pem() == start.ca_pem());
  CHECK(fault_found(more.leaf().certificate.get(), start.ca_pem()).empty());

  const TlsIdentity first = kept(dir);
  const auto fits = [&](const TlsIdentity& identity) { return leaf_of(identity) == leaf_of(first); };
  CHECK(fits(kept(dir, {"localhost", "::1"})));              // fewer names
  CHECK(fits(kept(dir, kNames, now() + 360 * kDay)));        // 36 days left
  CHECK_FALSE(fits(kept(dir, kNames, now() + 370 * kDay)));  // 26 days left

  for (const char* broken : {"", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    folder.write("ca/server.pem", broken);
    const TlsIdentity mended = kept(dir);
    CHECK(mended.ca_pem() == first.ca_pem());
    CHECK(fault_found(mended.leaf().certificate.get(), first.ca_pem()).empty());
    CHECK(leaf_of(kept(dir)) == leaf_of(mended));
  }
  // Somebody else's leaf, good in itself.
  const TlsIdentity stranger = kept(folder / "other");
  folder.write("ca/server.pem", read_file(folder / "other" / "server.pem"));
  CHECK(fault_found(kept(dir).leaf().certificate.get(), first.ca_pem()).empty());
}

TEST_CASE("an authority's key outlives its certificate", "[tls]") {
  const TempFolder folder;
  const auto dir = folder / "ca";
  const TlsIdentity first = kept(dir);
  const std::string key = read_file(dir / "ca-key.pem");
  const TlsIdentity late = kept(dir, kNames, now() + 3400 * kDay);
  CHECK(late.ca_pem() != first.ca_pem());
  CHECK(read_file(dir / "ca-key.pem") == key);
  std::filesystem::remove(dir / "ca.pem");
  const TlsIdentity again = kept(dir);
  CHECK(read_file(dir / "ca-key.pem") == key);
  CHECK(fault_found(again.leaf().certificate.get(), again.ca_pem()).empty());
  // Whoever trusts the first certificate still accepts leaves of the same key.
  CHECK(fault_found(again.leaf().certificate.get(), first.ca_pem()).empty());
}

TEST_CASE("what cannot be used is told, and a key that cannot be read is left alone", "[tls]") {
  const TempFolder folder;
  folder.write("file", "");
  for (const auto& path : {folder / "file", folder / "file" / "below"}) {
    const auto failed = TlsIdentity::keep(path.string(), kNames, now());
    REQUIRE_FALSE(failed);
    CHECK(failed.error().message.find(path.string()) != std::string::npos);
  }
  folder.write("ca/ca-key.pem", "not a key");
  const auto failed = TlsIdentity::keep((folder / "ca").string(), kNames, now());
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message.find("ca-key.pem") != std::string::npos);
  CHECK(read_file(folder / "ca" / "ca-key.pem") == "not a key");
}

TEST_CASE("processes that start at once agree on one authority", "[tls]") {
  const TempFolder folder;
  constexpr int kProcesses = 8;
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto pem = TlsIdentity::keep_ca((folder / "ca").string(), now());
      if (pem) folder.write("seen" + std::to_string(i), *pem);
      ::_exit(pem ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  for (int i = 0; i < kProcesses; ++i)
    CHECK(read_file(folder / ("seen" + std::to_string(i))) == read_file(folder / "ca" / "ca.pem"));
}
