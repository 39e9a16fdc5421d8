// Owns: making and judging X.509 certificates: those of an authority of our own, and those it vouches for.
// Never knows: files, sockets, which names there are.
// Used by: host/tls_identity, host/tls_context.
#pragma once

#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <mockling/base/crypto.hpp>

namespace mockling::host {

template <auto Free>
struct FreedBy {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, FreedBy<X509_free>>;
using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, FreedBy<GENERAL_NAMES_free>>;
using BioPtr = std::unique_ptr<BIO, FreedBy<BIO_free_all>>;

// A private key and the certificate of its public half.
struct Credential {
  KeyPtr key;
  CertificatePtr certificate;
};

struct Validity {
  std::time_t from = 0;
  std::time_t to = 0;
};

// Everything below gives nullptr only when OpenSSL refuses; its error queue says why.

// A fresh key on P-256. The one thing here that must not repeat, so no seeded stream has a part in it.
inline KeyPtr make_key() { return KeyPtr(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")); }

inline std::string to_pem(EVP_PKEY* key) {
  const BioPtr memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

inline std::string to_pem(X509* certificate) {
  const BioPtr memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(memory.get(), certificate);
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

// The first key in the text. One with a password counts as none: nobody is there to type it.
inline KeyPtr key_from_pem(std::string_view text) {
  const BioPtr memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const auto no_password = [](char*, int, int, void*) { return -1; };
  return KeyPtr(PEM_read_bio_PrivateKey(memory.get(), nullptr, no_password, nullptr));
}

inline CertificatePtr certificate_from_pem(std::string_view text) {
  const BioPtr memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  return CertificatePtr(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

// DNS names and IP addresses as a certificate lists them.
inline GeneralNamesPtr general_names(const std::vector<std::string>& names) {
  GeneralNamesPtr list(sk_GENERAL_NAME_new_null());
  for (const std::string& name : names) {
    GENERAL_NAME* entry = GENERAL_NAME_new();
    if (ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str())) {
      GENERAL_NAME_set0_value(entry, GEN_IPADD, address);
    } else {
      ASN1_IA5STRING* text = ASN1_IA5STRING_new();
      ASN1_STRING_set(text, name.data(), static_cast<int>(name.size()));
      GENERAL_NAME_set0_value(entry, GEN_DNS, text);
    }
    sk_GENERAL_NAME_push(list.get(), entry);
  }
  return list;
}

// Whether the certificate lists each of the names, letter by letter.
inline bool lists(X509* certificate, const std::vector<std::string>& names) {
  const GeneralNamesPtr listed(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  const GeneralNamesPtr wanted = general_names(names);
  const auto is_listed = [&](GENERAL_NAME* name) {
    for (int i = 0; i < sk_GENERAL_NAME_num(listed.get()); ++i)
      if (GENERAL_NAME_cmp(sk_GENERAL_NAME_value(listed.get(), i), name) == 0) return true;
    return false;
  };
  for (int i = 0; i < sk_GENERAL_NAME_num(wanted.get()); ++i)
    if (!is_listed(sk_GENERAL_NAME_value(wanted.get(), i))) return false;
  return true;
}

// Whether it is good from `validity.from` to `validity.to`.
inline bool is_valid(const X509* certificate, Validity validity) {
  return ASN1_TIME_cmp_time_t(X509_get0_notBefore(certificate), validity.from) <= 0 &&
         ASN1_TIME_cmp_time_t(X509_get0_notAfter(certificate), validity.to) >= 0;
}

// One certificate on its way: what all have in common, then extensions, then the signature.
class CertificateDraft {
 public:
  CertificateDraft(EVP_PKEY* key, Validity validity) : certificate_(X509_new()) {
    X509* x509 = certificate_.get();
    keep(X509_set_version(x509, X509_VERSION_3) && X509_set_pubkey(x509, key));
    keep(ASN1_TIME_set(X509_getm_notBefore(x509), validity.from) != nullptr);
    keep(ASN1_TIME_set(X509_getm_notAfter(x509), validity.to) != nullptr);
    name("O", "mockling");
    set_serial();
  }

  // The start of a digest of the public key, so that two keys of one name can be told apart.
  std::string fingerprint() const { return hex(key_digest()).substr(0, 8); }

  void name(const char* field, const std::string& value) {
    keep(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate_.get()), field, MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(value.c_str()), -1, -1, 0));
  }

  // `value` in OpenSSL's words for the extension.
  void extend(int extension, const char* value, X509* issuer) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer != nullptr ? issuer : certificate_.get(), certificate_.get(), nullptr, nullptr, 0);
    X509_EXTENSION* made = X509V3_EXT_conf_nid(nullptr, &context, extension, value);
    keep(made != nullptr && X509_add_ext(certificate_.get(), made, -1));
    X509_EXTENSION_free(made);
  }

  void list(const std::vector<std::string>& names) {
    keep(X509_add1_ext_i2d(certificate_.get(), NID_subject_alt_name, general_names(names).get(), 0, 0));
  }

  // Ends the draft.
  CertificatePtr sign(const X509* issuer, EVP_PKEY* key) {
    const X509_NAME* signer = X509_get_subject_name(issuer != nullptr ? issuer : certificate_.get());
    keep(X509_set_issuer_name(certificate_.get(), signer));
    keep(X509_sign(certificate_.get(), key, EVP_sha256()) > 0);
    return good_ ? std::move(certificate_) : nullptr;
  }

 private:
  void keep(bool succeeded) { good_ = good_ && succeeded; }

  std::string key_digest() const {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    X509_pubkey_digest(certificate_.get(), EVP_sha256(), digest, &size);
    return {reinterpret_cast<const char*>(digest), size};
  }

  // Keys do not repeat within one authority's leaves, so their digests make good serial numbers: positive, 16 bytes.
  void set_serial() {
    std::string digest = key_digest().substr(0, 16);
    digest[0] = static_cast<char>((digest[0] & 0x3F) | 0x40);
    BIGNUM* number =
        BN_bin2bn(reinterpret_cast<const unsigned char*>(digest.data()), static_cast<int>(digest.size()), nullptr);
    keep(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate_.get())) != nullptr);
    BN_free(number);
  }

  CertificatePtr certificate_;
  bool good_ = true;
};

// The certificate of an authority that vouches for itself and for servers, not for other authorities.
inline CertificatePtr make_authority(EVP_PKEY* key, Validity validity) {
  CertificateDraft draft(key, validity);
  draft.name("CN", "mockling CA " + draft.fingerprint());
  draft.extend(NID_basic_constraints, "critical,CA:TRUE,pathlen:0", nullptr);
  draft.extend(NID_key_usage, "critical,keyCertSign,cRLSign", nullptr);
  draft.extend(NID_subject_key_identifier, "hash", nullptr);
  return draft.sign(nullptr, key);
}

// The certificate of a server known by these names.
inline CertificatePtr make_leaf(EVP_PKEY* key, const Credential& authority, const std::vector<std::string>& names,
                                Validity validity) {
  CertificateDraft draft(key, validity);
  draft.name("CN", "mockling");
  draft.extend(NID_basic_constraints, "critical,CA:FALSE", nullptr);
  draft.extend(NID_key_usage, "critical,digitalSignature", nullptr);
  draft.extend(NID_ext_key_usage, "serverAuth", nullptr);
  draft.extend(NID_subject_key_identifier, "hash", nullptr);
  draft.extend(NID_authority_key_identifier, "keyid:always", authority.certificate.get());
  draft.list(names);
  return draft.sign(authority.certificate.get(), authority.key.get());
}

}  // namespace mockling::host
