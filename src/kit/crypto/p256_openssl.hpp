// OpenSSL's objects, freed when they go; for the two files of P256Key only.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

namespace sallyport::crypto {

struct Freeing {
  void operator()(BIGNUM* it) const { BN_clear_free(it); }
  void operator()(BIO* it) const { BIO_free(it); }
  void operator()(ECDSA_SIG* it) const { ECDSA_SIG_free(it); }
  void operator()(EC_POINT* it) const { EC_POINT_clear_free(it); }
  void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
  void operator()(EVP_PKEY_CTX* it) const { EVP_PKEY_CTX_free(it); }
  void operator()(OSSL_PARAM* it) const { OSSL_PARAM_free(it); }
  void operator()(OSSL_PARAM_BLD* it) const { OSSL_PARAM_BLD_free(it); }
  void operator()(PKCS8_PRIV_KEY_INFO* it) const { PKCS8_PRIV_KEY_INFO_free(it); }
  void operator()(X509_SIG* it) const { X509_SIG_free(it); }
};
template <class Object>
using Owned = std::unique_ptr<Object, Freeing>;
using OpensslKey = Owned<EVP_PKEY>;

inline const unsigned char* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* unsigned_bytes(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

}  // namespace sallyport::crypto
