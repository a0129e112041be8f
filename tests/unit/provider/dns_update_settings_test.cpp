// SPDX-License-Identifier: MIT
#include "provider/dns_update_settings.h"

#include "provider/backends.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

Account account(const std::map<std::string, std::string>& settings) {
    Account made;
    made.name = "dns";
    for (const auto& [name, value] : settings) made.settings.emplace(name, Secret(value));
    return made;
}

/// "server must be ..." of the only problem.
std::string problem(const Account& made) {
    const auto read = read_dns_update_account(made);
    REQUIRE(read.problems.size() == 1);
    CHECK(read.problems[0].warning == read.settings.has_value());
    return read.problems[0].setting + " " + read.problems[0].what;
}

} // namespace

TEST_CASE("rfc2136: a server with a port or without, in every form") {
    struct Row {
        const char *server, *host;
        int port;
    };
    const Row rows[] = {{"ns1.example.com", "ns1.example.com", 53},
                        {"ns1.example.com:5353", "ns1.example.com", 5353},
                        {"192.0.2.1", "192.0.2.1", 53},
                        {"192.0.2.1:54", "192.0.2.1", 54},
                        {"2001:db8::1", "2001:db8::1", 53},
                        {"[2001:db8::1]", "2001:db8::1", 53},
                        {"[2001:db8::1]:54", "2001:db8::1", 54}};
    for (const Row& row : rows) {
        CAPTURE(row.server);
        const auto read = read_dns_update_account(account({{"key", "k:c2VjcmV0"}, {"server", row.server}}));
        REQUIRE(read.settings);
        CHECK(read.settings->host == row.host);
        CHECK(read.settings->port == row.port);
    }
    for (const char* server : {"", ":53", "a b", "x:0", "x:65536", "x:", "[192.0.2.1]", "[2001:db8::1", "x/y",
                               "[2001:db8::1]53", "https://x"}) {
        CAPTURE(server);
        const auto read = read_dns_update_account(account({{"key", "k:c2VjcmV0"}, {"server", server}}));
        CHECK(read.settings.has_value() == (*server == '\0'));
    }
}

TEST_CASE("rfc2136: TLS has a port of its own") {
    const auto read = read_dns_update_account(
        account({{"key", "k:c2VjcmV0"}, {"server", "ns1.example.com"}, {"tls", "true"}}));
    REQUIRE(read.settings);
    CHECK(read.settings->tls);
    CHECK(read.settings->port == 853);
}

TEST_CASE("rfc2136: the key as a file's content or in one line") {
    struct Row {
        const char* key;
        Digest digest;
    };
    const Row rows[] = {
        {"home.example:c2VjcmV0", Digest::sha256},
        {"hmac-sha512:home.example:c2VjcmV0", Digest::sha512},
        {"key \"home.example\" {\n\talgorithm hmac-sha384;\n\tsecret \"c2VjcmV0\";\n};\n", Digest::sha384}};
    for (const Row& row : rows) {
        CAPTURE(row.key);
        const auto read = read_dns_update_account(account({{"key", row.key}}));
        REQUIRE(read.settings);
        CHECK(read.problems.empty());
        CHECK(read.settings->key == TsigKey{*DnsName::parse("home.example"), row.digest, Secret("secret")});
    }
}

TEST_CASE("rfc2136: what is wrong with an account is said, without its secret") {
    struct Row {
        std::map<std::string, std::string> settings;
        const char* what;
    };
    const Row rows[] = {
        {{{"key", "c2VjcmV0"}}, "key must be the content of a file that `tsig-keygen` wrote"},
        {{{"key", "k:not base64"}}, "key has a secret that is no base64"},
        {{{"key", "k:"}}, "key has a secret that is no base64"},
        {{{"key", ":c2VjcmV0"}}, "key has a name that is no domain name"},
        {{{"key", "hmac-md5:k:c2VjcmV0"}}, "key has an algorithm that is hmac-md5, which RFC 8945 forbids"},
        {{{"key", "hmac-sha1:k:c2VjcmV0"}}, "key is for hmac-sha1, which is old"},
        {{{"key", "key \"k\" { secret \"c2VjcmV0\"; };"}}, "key holds a key file with a mistake at 1:"},
        {{{"key", "k:c2VjcmV0"}, {"zone", "a..b"}}, "zone must be a domain name"},
        {{{"key", "k:c2VjcmV0"}, {"server", "a b"}}, "server must be a host"},
        {{{"key", "k:c2VjcmV0"}, {"owner", std::string(256, 'o')}}, "owner is longer than 255 bytes"}};
    for (const Row& row : rows) {
        CAPTURE(row.what);
        const std::string said = problem(account(row.settings));
        CHECK(said.starts_with(row.what));
        CHECK(said.find("c2VjcmV0") == std::string::npos);
    }
    Account url = account({{"key", "k:c2VjcmV0"}});
    url.url = "https://dns.example.com";
    CHECK(problem(url).starts_with("url is not for this provider"));
    Account ca = account({{"key", "k:c2VjcmV0"}});
    ca.ca = "ca.pem";
    CHECK(problem(ca).starts_with("ca is for TLS"));
    CHECK_FALSE(read_dns_update_account(account({})).settings);
}

TEST_CASE("rfc2136: the backend is found by its name and says which names an account cannot keep") {
    const Backend* backend = find_backend("rfc2136");
    REQUIRE(backend);
    const Account made = account({{"key", "k:c2VjcmV0"}, {"zone", "example.com"}});
    CHECK(backend->check(made).empty());
    CHECK(backend->wrong_name(made, "home.example.com").empty());
    CHECK(backend->wrong_name(made, "example.com").empty());
    CHECK(backend->wrong_name(made, "home.badexample.com") ==
          "is not in the zone example.com of its account");
    CHECK(find_backend("nothing") == nullptr);
}
