// SPDX-License-Identifier: MIT
#include "crypto/rsa_key.h"

#include "crypto/digest_method.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace ddns {

namespace {

constexpr int least_bits = 1024;

template <auto free>
struct Free {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

/// OpenSSL would ask at the terminal.
int no_password(char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return -1;
}

} // namespace

struct RsaKey::Handle {
    Key key;
};

Result<RsaKey> RsaKey::parse(const Secret& pem) {
    const std::string& text = pem.reveal();
    const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    bool asked = false;
    Key key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, &asked) : nullptr);
    ERR_clear_error();
    if (asked) return fail(ErrorKind::config, "is encrypted; give one without a password");
    if (!key)
        return fail(ErrorKind::config, "is no private key in PEM form (\"-----BEGIN PRIVATE KEY-----\")");
    if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return fail(ErrorKind::config, "is not an RSA key");
    if (EVP_PKEY_get_bits(key.get()) < least_bits)
        return fail(ErrorKind::config, "is an RSA key of less than 1024 bits");
    auto handle = std::make_shared<Handle>();
    handle->key = std::move(key);
    return RsaKey(std::move(handle));
}

Result<std::string> RsaKey::sign(Digest kind, std::string_view message) const {
    const Context context(EVP_MD_CTX_new());
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    std::string out(static_cast<std::size_t>(EVP_PKEY_get_size(handle_->key.get())), '\0');
    std::size_t size = out.size();
    const bool done =
        context &&
        EVP_DigestSignInit(context.get(), nullptr, method_of(kind), nullptr, handle_->key.get()) == 1 &&
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes,
                       message.size()) == 1;
    ERR_clear_error();
    if (!done) return fail(ErrorKind::internal, "the RSA key could not sign");
    out.resize(size);
    return out;
}

} // namespace ddns
