// SPDX-License-Identifier: MIT
#include "http/url_text.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("the authority of a URL has no user, no password and no query") {
    CHECK(authority_of("https://example.com/a?b#c") == "example.com");
    CHECK(authority_of("https://user:pa@ss@example.com:8443?x@y") == "example.com:8443");
    CHECK(authority_of("http://[2001:db8::1]:80/") == "[2001:db8::1]:80");
    CHECK(authority_of("no url") == "");
    CHECK(host_of("http://[2001:db8::1]:80/") == "2001:db8::1");
    CHECK(host_of("http://[2001:db8::1") == "");
    CHECK(host_of("https://example.com:8443/") == "example.com");
}

TEST_CASE("which hosts are this machine") {
    for (const char* host : {"localhost", "LocalHost", "a.localhost", "127.0.0.1", "127.9.9.9", "::1"})
        CHECK(is_loopback_host(host));
    for (const char* host : {"localhost.example.com", "128.0.0.1", "::2", "notlocalhost", ""})
        CHECK_FALSE(is_loopback_host(host));
}
