// SPDX-License-Identifier: MIT
#include "detect/echo.h"

#include "http/request_check.h"

#include <doctest/doctest.h>
#include <set>

using namespace ddns;

namespace {

constexpr EchoForm plain = EchoForm::plain;
constexpr EchoForm trace = EchoForm::trace;
constexpr Family v4 = Family::v4;
constexpr Family v6 = Family::v6;

} // namespace

TEST_CASE("answers that are an address") {
    struct Row {
        EchoForm form;
        const char* body;
        Family family;
        const char* address;
    };
    for (const Row& row : {Row{plain, "8.8.8.8", v4, "8.8.8.8"}, Row{plain, "  8.8.8.8\r\n", v4, "8.8.8.8"},
                           Row{plain, "2606:4700::1\n", v6, "2606:4700::1"},
                           Row{trace, "fl=1\nip=8.8.8.8\nts=1.5\n", v4, "8.8.8.8"},
                           Row{trace, "h=1.1.1.1\r\nip=8.8.8.8\r\nwarp=off\r\n", v4, "8.8.8.8"},
                           Row{trace, "ip=2606:4700::1", v6, "2606:4700::1"}}) {
        CAPTURE(row.body);
        const auto address = read_echo(row.form, row.body, row.family);
        REQUIRE(address);
        CHECK(address->to_string() == row.address);
    }
}

TEST_CASE("answers that are not believed") {
    struct Row {
        EchoForm form;
        const char* body;
        Family family;
    };
    for (const Row& row : {
             Row{plain, "", v4},
             Row{plain, "<html><body>Welcome! Your address is 8.8.8.8</body></html>", v4},
             Row{plain, "8.8.8.8 8.8.4.4", v4},
             Row{plain, "8.8.8.8\n8.8.8.8", v4},
             Row{plain, "8.8.8.8, 10.0.0.1", v4},
             Row{plain, "8.8.8", v4},
             Row{plain, "8.8.8.8:80", v4},
             Row{plain, "2606:4700::1", v4},
             Row{plain, "8.8.8.8", v6},
             Row{plain, "::ffff:8.8.8.8", v6},
             Row{plain, "192.168.1.1", v4},
             Row{plain, "100.64.0.1", v4},
             Row{plain, "127.0.0.1", v4},
             Row{plain, "0.0.0.0", v4},
             Row{plain, "192.0.2.1", v4},
             Row{plain, "fe80::1", v6},
             Row{plain, "fd00::1", v6},
             Row{plain, "2002:808:808::1", v6},
             Row{plain, "too many requests", v4},
             Row{trace, "8.8.8.8", v4},
             Row{trace, "ip=8.8.8.8\nip=8.8.4.4\n", v4},
             Row{trace, "tip=8.8.8.8\n", v4},
             Row{trace, "ip=8.8.8.8\nwarp=on\n", v4},
             Row{trace, "ip=10.0.0.1\n", v4},
         }) {
        CAPTURE(row.body);
        const auto address = read_echo(row.form, row.body, row.family);
        REQUIRE_FALSE(address);
        CHECK(address.error().kind == ErrorKind::bad_reply);
    }
}

TEST_CASE("the built-in services are independent, complete and over HTTPS") {
    std::set<std::string> operators;
    std::size_t for_v6 = 0;
    for (const EchoService& service : public_echo_services()) {
        CHECK(operators.insert(service.run_by).second);
        for (const Family family : {v4, v6}) {
            if (service.url(family).empty()) continue;
            HttpRequest request;
            request.url = Secret(service.url(family));
            CHECK(check_request(request));
            CHECK(service.url(family).starts_with("https://"));
        }
        for_v6 += service.url_v6.empty() ? 0 : 1;
    }
    CHECK(operators.size() >= 6);
    CHECK(for_v6 >= 6);
}
