// Owns: lists of authorities for programs that know only one: the system's with ours added, as PEM and as PKCS#12.
// Never knows: which programs read them.
// Used by: mockserver.
#pragma once

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/pkcs12.h>

#include <mockling/host/file_text.hpp>
#include <mockling/host/tls_certificate.hpp>

namespace mockling::host {

// The authorities this system trusts, as PEM: where SSL_CERT_FILE says, else where distributions keep them. Empty when
// there are none.
inline std::string system_authorities() {
  std::vector<std::string> places{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                  "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem", X509_get_default_cert_file()};
  if (const char* chosen = std::getenv("SSL_CERT_FILE"); chosen != nullptr) places.insert(places.begin(), chosen);
  for (const std::string& place : places) {
    std::string text = file_text_or_none(place);
    if (text.find("-----BEGIN CERTIFICATE-----") != std::string::npos) return text;
  }
  return {};
}

// Both lists in one.
inline std::string joined_authorities(std::string_view ours, std::string_view system) {
  std::string all(system);
  if (!all.empty() && all.back() != '\n') all += '\n';
  return all + std::string(ours);
}

// The certificates of a PEM text as a store that Java takes for authorities. Empty when OpenSSL refuses.
inline std::string to_trust_store(std::string_view pem, const char* password) {
  // Java believes only what carries this mark of its own: "trusted for any extended key usage".
  constexpr const char* kTrusted = "2.16.840.1.113894.746875.1.1";
  std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), void (*)(STACK_OF(PKCS12_SAFEBAG)*)> bags(
      nullptr, [](STACK_OF(PKCS12_SAFEBAG) * each) { sk_PKCS12_SAFEBAG_pop_free(each, PKCS12_SAFEBAG_free); });
  const BioPtr memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  STACK_OF(PKCS12_SAFEBAG)* list = nullptr;
  while (const CertificatePtr certificate{PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)}) {
    PKCS12_SAFEBAG* bag = PKCS12_add_cert(&list, certificate.get());
    const auto* any = reinterpret_cast<const unsigned char*>(OBJ_nid2obj(NID_anyExtendedKeyUsage));
    if (bag == nullptr || PKCS12_add1_attr_by_txt(bag, kTrusted, V_ASN1_OBJECT, any, -1) != 1) break;
  }
  bags.reset(list);
  STACK_OF(PKCS7)* safes = nullptr;
  if (list == nullptr || PKCS12_add_safe(&safes, list, -1, 0, nullptr) != 1) return {};
  const std::unique_ptr<PKCS12, FreedBy<PKCS12_free>> store(PKCS12_add_safes(safes, 0));
  sk_PKCS7_pop_free(safes, PKCS7_free);
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (!store || PKCS12_set_mac(store.get(), password, -1, nullptr, 0, 10000, EVP_sha256()) != 1 ||
      i2d_PKCS12_bio(out.get(), store.get()) != 1)
    return {};
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(out.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace mockling::host
