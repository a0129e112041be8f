// SPDX-License-Identifier: MIT
#pragma once

#include "fakes/temp_folder.h"

#include <memory>
#include <openssl/ssl.h>
#include <string>
#include <thread>

namespace ddns {

template <auto Free>
struct OpensslCloser {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, OpensslCloser<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, OpensslCloser<X509_free>>;
using BioPtr = std::unique_ptr<BIO, OpensslCloser<BIO_free_all>>;

struct Identity {
    KeyPtr key;
    CertificatePtr certificate;
};

/// A certificate authority made for one test, with its certificate in a file while it lives.
class TestCa {
public:
    explicit TestCa(const std::string& name = "a CA for one test");
    /// For one name or address ("DNS:localhost", "IP:127.0.0.1"), valid until `seconds` from now.
    [[nodiscard]] Identity issue(const std::string& subject, long seconds = 3600) const;
    [[nodiscard]] std::string file() const { return folder_.path("ca.pem"); }

private:
    Identity self_;
    fakes::TempFolder folder_;
};

/// Answers one request over TLS, on a thread of its own because OpenSSL is simplest when it may block. The
/// sockets are OpenSSL's as well, which are the same on every system.
class TlsServer {
public:
    explicit TlsServer(const Identity& identity, int newest_version = TLS1_3_VERSION,
                       int oldest_version = TLS1_VERSION);
    ~TlsServer();
    [[nodiscard]] int port() const { return port_; }
    /// Waits for the end. True when a whole request arrived.
    bool was_asked();

private:
    void serve();

    std::unique_ptr<SSL_CTX, OpensslCloser<SSL_CTX_free>> context_;
    BioPtr listener_;
    int port_ = 0;
    bool asked_ = false;
    std::thread thread_;
};

} // namespace ddns
