// Owns: who the server is to TLS clients: an authority of its own and a leaf for its names, kept in a folder or not.
// Never knows: sockets, handshakes, which names there are.
// Used by: host/tls_door, mockserver.
#pragma once

#include <ctime>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <mockling/base/result.hpp>
#include <mockling/host/tls_certificate.hpp>
#include <mockling/host/tls_folder.hpp>

namespace mockling::host {

// Immutable once open.
class TlsIdentity {
 public:
  // An authority and a leaf for `names`, fresh and only in memory.
  static Result<TlsIdentity> make(const std::vector<std::string>& names, std::time_t now) {
    TlsIdentity identity;
    identity.authority_ = {make_key(), nullptr};
    identity.authority_.certificate = make_authority(identity.authority_.key.get(), authority_validity(now));
    if (!identity.authority_.certificate) return refused();
    identity.make_leaf_for(names, now);
    if (!identity.leaf_.certificate) return refused();
    return identity;
  }

  // The same, kept in a folder: what is there and still good is used, what is missing is made. The authority stays the
  // same while its certificate is valid, so a client needs to be told of it once.
  static Result<TlsIdentity> keep(const std::string& dir, const std::vector<std::string>& names, std::time_t now) {
    const auto folder = TlsFolder::open(dir);
    if (!folder) return folder.error();
    TlsIdentity identity;
    if (const auto kept = identity.keep_authority(*folder, now); !kept) return kept.error();
    if (const auto kept = identity.keep_leaf(*folder, names, now); !kept) return kept.error();
    return identity;
  }

  // The certificate to trust, as PEM, from a folder; made when there is none.
  static Result<std::string> keep_ca(const std::string& dir, std::time_t now) {
    const auto folder = TlsFolder::open(dir);
    if (!folder) return folder.error();
    TlsIdentity identity;
    if (const auto kept = identity.keep_authority(*folder, now); !kept) return kept.error();
    return identity.ca_pem();
  }

  std::string ca_pem() const { return to_pem(authority_.certificate.get()); }
  const Credential& leaf() const { return leaf_; }

 private:
  static constexpr std::time_t kDay = 86400;
  static constexpr std::time_t kLeafDays = 397;  // what the strictest clients accept; 825 is Apple's limit for others
  static constexpr std::time_t kAuthorityDays = 3650;
  static constexpr std::time_t kSpareDays = 30;  // a server that is started must be good for this long

  // From yesterday on, for clients whose clocks are behind.
  static Validity authority_validity(std::time_t now) { return {now - kDay, now + kAuthorityDays * kDay}; }
  static Validity leaf_validity(std::time_t now) { return {now - kDay, now + (kLeafDays - 1) * kDay}; }

  static Error refused() { return Error{"OpenSSL cannot make a key or a certificate"}; }

  void make_leaf_for(const std::vector<std::string>& names, std::time_t now) {
    leaf_.key = make_key();
    leaf_.certificate = make_leaf(leaf_.key.get(), authority_, names, leaf_validity(now));
  }

  // A key that cannot be read is never replaced: somebody may still trust it, or want it back.
  Result<void> keep_authority(const TlsFolder& folder, std::time_t now) {
    const std::string key = folder.read(TlsFolder::kAuthorityKey);
    authority_ = {key_from_pem(key), certificate_from_pem(folder.read(TlsFolder::kAuthority))};
    if (!authority_.key && std::filesystem::exists(folder.path(TlsFolder::kAuthorityKey)))
      return Error{folder.path(TlsFolder::kAuthorityKey) + " is not a private key that can be read"};
    if (authority_.key && authority_.certificate && is_good_authority(now)) return {};
    if (!authority_.key) {
      authority_.key = make_key();
      if (!authority_.key) return refused();
      if (auto kept = folder.write(TlsFolder::kAuthorityKey, to_pem(authority_.key.get())); !kept) return kept;
    }
    authority_.certificate = make_authority(authority_.key.get(), authority_validity(now));
    if (!authority_.certificate) return refused();
    return folder.write(TlsFolder::kAuthority, ca_pem());
  }

  Result<void> keep_leaf(const TlsFolder& folder, const std::vector<std::string>& names, std::time_t now) {
    const std::string kept = folder.read(TlsFolder::kLeaf);
    leaf_ = {key_from_pem(kept), certificate_from_pem(kept)};
    if (leaf_.key && leaf_.certificate && is_good_leaf(names, now)) return {};
    make_leaf_for(names, now);
    if (!leaf_.certificate) return refused();
    return folder.write(TlsFolder::kLeaf, to_pem(leaf_.certificate.get()) + to_pem(leaf_.key.get()));
  }

  bool is_good_authority(std::time_t now) const {
    return X509_check_private_key(authority_.certificate.get(), authority_.key.get()) == 1 &&
           X509_check_ca(authority_.certificate.get()) == 1 &&
           is_valid(authority_.certificate.get(), {now, now + (kLeafDays + kSpareDays) * kDay});
  }

  bool is_good_leaf(const std::vector<std::string>& names, std::time_t now) const {
    return X509_check_private_key(leaf_.certificate.get(), leaf_.key.get()) == 1 &&
           X509_verify(leaf_.certificate.get(), authority_.key.get()) == 1 &&
           is_valid(leaf_.certificate.get(), {now, now + kSpareDays * kDay}) && lists(leaf_.certificate.get(), names);
  }

  Credential authority_;
  Credential leaf_;
};

}  // namespace mockling::host
