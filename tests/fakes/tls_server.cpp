// SPDX-License-Identifier: MIT
#include "fakes/tls_server.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdexcept>
#include <uv.h>

namespace ddns {

namespace {

void expect(bool good, const char* what) {
    if (!good) throw std::runtime_error(what);
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    expect(extension, "extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Identity make_identity(const std::string& name, long serial, long seconds) {
    Identity made{KeyPtr(EVP_EC_gen("P-256")), CertificatePtr(X509_new())};
    expect(made.key && made.certificate, "key");
    X509* x = made.certificate.get();
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial);
    X509_gmtime_adj(X509_getm_notBefore(x), -86400);
    X509_gmtime_adj(X509_getm_notAfter(x), seconds);
    X509_set_pubkey(x, made.key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    return made;
}

} // namespace

TestCa::TestCa(const std::string& name) : self_(make_identity(name, 1, 3600)) {
    X509* x = self_.certificate.get();
    X509_set_issuer_name(x, X509_get_subject_name(x));
    add_extension(x, x, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(x, x, NID_subject_key_identifier, "hash");
    expect(X509_sign(x, self_.key.get(), EVP_sha256()) > 0, "sign");
    BioPtr pem(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(pem.get(), x);
    char* text = nullptr;
    const long size = BIO_get_mem_data(pem.get(), &text);
    folder_.write("ca.pem", std::string_view(text, static_cast<std::size_t>(size)));
}

Identity TestCa::issue(const std::string& subject, long seconds) const {
    Identity made = make_identity("server", 2, seconds);
    X509* x = made.certificate.get();
    X509_set_issuer_name(x, X509_get_subject_name(self_.certificate.get()));
    add_extension(x, self_.certificate.get(), NID_subject_alt_name, subject);
    expect(X509_sign(x, self_.key.get(), EVP_sha256()) > 0, "sign");
    return made;
}

TlsServer::TlsServer(const Identity& identity, int newest_version, int oldest_version)
    : context_(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate(context_.get(), identity.certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), identity.key.get());
    SSL_CTX_set_max_proto_version(context_.get(), newest_version);
    SSL_CTX_set_min_proto_version(context_.get(), oldest_version);
    SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");

    listener_.reset(BIO_new_accept("127.0.0.1:0"));
    expect(BIO_do_accept(listener_.get()) == 1, "listen"); // the first time it only listens
    port_ = std::stoi(BIO_get_accept_port(listener_.get()));
    thread_ = std::thread([this] { serve(); });
}

TlsServer::~TlsServer() { was_asked(); }

bool TlsServer::was_asked() {
    if (!thread_.joinable()) return asked_;
    // Ends the waiting for a client when nobody came. It is last in the queue: a client that came is served.
    BioPtr nobody(BIO_new_connect(("127.0.0.1:" + std::to_string(port_)).c_str()));
    BIO_do_connect(nobody.get());
    nobody.reset();
    thread_.join();
    return asked_;
}

void TlsServer::serve() {
    if (BIO_do_accept(listener_.get()) != 1) return;
    BIO* client = BIO_pop(listener_.get());
    std::unique_ptr<SSL, OpensslCloser<SSL_free>> tls(SSL_new(context_.get()));
    SSL_set_bio(tls.get(), client, client);
    if (SSL_accept(tls.get()) != 1) return;
    std::string input;
    char buffer[4096];
    int size = 0;
    while (input.find("\r\n\r\n") == std::string::npos &&
           (size = SSL_read(tls.get(), buffer, sizeof buffer)) > 0)
        input.append(buffer, static_cast<std::size_t>(size));
    asked_ = input.find("\r\n\r\n") != std::string::npos;
    constexpr std::string_view reply = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";
    if (asked_) SSL_write(tls.get(), reply.data(), static_cast<int>(reply.size()));
    SSL_shutdown(tls.get());
}

} // namespace ddns
