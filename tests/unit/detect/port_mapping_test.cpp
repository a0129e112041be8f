// SPDX-License-Identifier: MIT
#include "detect/port_mapping.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

const PcpMapping mapping{*IpAddress::parse("192.168.1.2"), "abcdefghijkl", 0xC123};

std::string bytes(std::initializer_list<int> numbers) {
    std::string out;
    for (const int number : numbers) out += static_cast<char>(number);
    return out;
}

std::string said(const std::optional<Result<IpAddress>>& answer) {
    if (!answer) return "nothing";
    return *answer ? (*answer)->to_string() : (*answer).error().what;
}

std::string nat_pmp(const std::string& datagram) { return said(read_nat_pmp_reply(datagram)); }
std::string pcp(const std::string& datagram) { return said(read_pcp_reply(mapping, datagram)); }

std::string pcp_reply(int result = 0) {
    return bytes({2, 0x81, 0, result, 0, 0, 0, 120, 0, 0, 0, 9}) + std::string(12, '\0') + mapping.nonce +
           bytes({17, 0, 0, 0, 0xC1, 0x23, 0xD0, 1}) + std::string(10, '\0') +
           bytes({0xff, 0xff, 8, 8, 4, 4});
}

bool holds(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("NAT-PMP: the question and its answers (RFC 6886, section 3.2)") {
    CHECK(write_nat_pmp_request() == bytes({0, 0}));
    CHECK(nat_pmp(bytes({0, 128, 0, 0, 0, 0, 0, 9, 8, 8, 8, 8})) == "8.8.8.8");
    CHECK(holds(nat_pmp(bytes({0, 128, 0, 0, 0, 0, 0, 9, 10, 0, 0, 1})), "not public"));
    CHECK(holds(nat_pmp(bytes({0, 128, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0})), "not public"));
    CHECK(holds(nat_pmp(bytes({0, 128, 0, 3, 0, 0, 0, 9})), "result 3 (it has no address itself)"));
    CHECK(holds(nat_pmp(bytes({0, 128, 1, 0, 0, 0, 0, 9})), "result 256 (unknown)"));
    CHECK(holds(nat_pmp(bytes({2, 128, 0, 1, 0, 0, 0, 9})), "does not know NAT-PMP"));
    CHECK(holds(nat_pmp(bytes({0, 128, 0, 0, 0, 0, 0, 9, 8, 8, 8})), "wrong length"));
    CHECK(nat_pmp(bytes({0, 129, 0, 0, 0, 0, 0, 9, 8, 8, 8, 8})) == "nothing");
    CHECK(nat_pmp(bytes({0, 0})) == "nothing");
    CHECK(nat_pmp("") == "nothing");
}

TEST_CASE("PCP: the request (RFC 6887, sections 7.1 and 11.1)") {
    const std::string zeros(10, '\0');
    CHECK(write_pcp_map(mapping, 120) ==
          bytes({2, 1, 0, 0, 0, 0, 0, 120}) + zeros + bytes({0xff, 0xff, 192, 168, 1, 2}) + "abcdefghijkl" +
              bytes({17, 0, 0, 0, 0xC1, 0x23, 0, 0}) + zeros + bytes({0xff, 0xff, 0, 0, 0, 0}));
    CHECK(write_pcp_map(mapping, 0).substr(4, 4) == bytes({0, 0, 0, 0}));
}

TEST_CASE("PCP: the replies") {
    CHECK(pcp(pcp_reply()) == "8.8.4.4");
    CHECK(holds(pcp(pcp_reply(12)), "result 12 (address mismatch)"));
    CHECK(holds(pcp(pcp_reply(2).substr(0, 24)), "result 2 (not allowed)"));
    CHECK(holds(pcp(pcp_reply(99)), "unknown"));
    CHECK(holds(pcp(bytes({0, 0x81, 0, 1, 0, 0, 0, 9})), "does not know PCP"));
    CHECK(holds(pcp(pcp_reply().substr(0, 59)), "too short"));
    std::string other = pcp_reply();
    other[24] = 'x'; // the nonce
    CHECK(pcp(other) == "nothing");
    other = pcp_reply();
    other[1] = 1; // a request
    CHECK(pcp(other) == "nothing");
    other = pcp_reply();
    other[41] = 0; // the port
    CHECK(holds(pcp(other), "another mapping"));
    other = pcp_reply();
    other[44] = 0x20; // no IPv4 address
    CHECK(holds(pcp(other), "no IPv4 address"));
    other = pcp_reply();
    other[56] = 10;
    CHECK(holds(pcp(other), "not public"));
    CHECK(pcp("") == "nothing");
}
