// SPDX-License-Identifier: MIT
#include "detect/stun.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

constexpr std::string_view transaction = "abcdefghijkl";

std::string bytes(std::initializer_list<int> numbers) {
    std::string out;
    for (const int number : numbers) out += static_cast<char>(number);
    return out;
}

std::string header(int type, std::size_t size) {
    return bytes({type >> 8, type & 0xff, static_cast<int>(size >> 8), static_cast<int>(size & 0xff), 0x21,
                  0x12, 0xA4, 0x42}) +
           std::string(transaction);
}

std::string reply(const std::string& attributes, int type = 0x0101) {
    return header(type, attributes.size()) + attributes;
}

/// 8.8.8.8 port 0x1234, XORed with the cookie.
const std::string xor_mapped = bytes({0, 0x20, 0, 8, 0, 1, 0x33, 0x26, 0x29, 0x1a, 0xac, 0x4a});
const std::string mapped = bytes({0, 1, 0, 8, 0, 1, 0x12, 0x34, 9, 9, 9, 9});

std::string address(const std::string& datagram, Family family = Family::v4) {
    const auto answer = read_stun_reply(transaction, family, datagram);
    if (!answer) return "nothing";
    return *answer ? (*answer)->to_string() : (*answer).error().what;
}

} // namespace

TEST_CASE("a Binding request is twenty bytes") { CHECK(write_stun_request(transaction) == header(1, 0)); }

TEST_CASE("the address of a Binding response") {
    CHECK(address(reply(xor_mapped)) == "8.8.8.8");
    CHECK(address(reply(mapped)) == "9.9.9.9");
    CHECK(address(reply(mapped + xor_mapped)) == "8.8.8.8");
    // SOFTWARE "abcde", padded to a multiple of four.
    CHECK(address(reply(bytes({0x80, 0x22, 0, 5}) + "abcde" + bytes({0, 0, 0}) + xor_mapped)) == "8.8.8.8");
}

TEST_CASE("IPv6 is XORed with the transaction too") {
    const IpAddress seen = *IpAddress::parse("2606:4700::1234");
    std::string masked(seen.bytes().begin(), seen.bytes().end());
    const std::string mask = bytes({0x21, 0x12, 0xA4, 0x42}) + std::string(transaction);
    for (std::size_t i = 0; i < masked.size(); ++i) masked[i] = static_cast<char>(masked[i] ^ mask[i]);
    const std::string attribute = bytes({0, 0x20, 0, 20, 0, 2, 0, 0}) + masked;
    CHECK(address(reply(attribute), Family::v6) == "2606:4700::1234");
    CHECK(address(reply(attribute), Family::v4).find("no IPv4 address") != std::string::npos);
}

TEST_CASE("the sample response of RFC 5769, section 2.2") {
    const std::string sample = bytes(
        {0x01, 0x01, 0x00, 0x3c, 0x21, 0x12, 0xa4, 0x42, 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86,
         0xfa, 0x87, 0xdf, 0xae, 0x80, 0x22, 0x00, 0x0b, 0x74, 0x65, 0x73, 0x74, 0x20, 0x76, 0x65, 0x63,
         0x74, 0x6f, 0x72, 0x20, 0x00, 0x20, 0x00, 0x08, 0x00, 0x01, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43,
         0x00, 0x08, 0x00, 0x14, 0x2b, 0x91, 0xf5, 0x99, 0xfd, 0x9e, 0x90, 0xc3, 0x8c, 0x74, 0x89, 0xf9,
         0x2a, 0xf9, 0xba, 0x53, 0xf0, 0x6b, 0xe7, 0xd7, 0x80, 0x28, 0x00, 0x04, 0xc0, 0x7d, 0x4c, 0x96});
    const auto answer = read_stun_reply(std::string_view(sample).substr(8, 12), Family::v4, sample);
    REQUIRE(answer);
    REQUIRE_FALSE(*answer); // 192.0.2.1 is for documentation
    CHECK((*answer).error().what.find("192.0.2.1,") != std::string::npos);
}

TEST_CASE("what is no response to the request is not looked at") {
    std::string other = reply(xor_mapped);
    other[8] = 'x';
    CHECK(address(other) == "nothing");
    other = reply(xor_mapped);
    other[4] = 0;
    CHECK(address(other) == "nothing");
    CHECK(address(reply(xor_mapped, 1)) == "nothing");
    CHECK(address("") == "nothing");
    CHECK(address(reply("").substr(0, 19)) == "nothing");
}

TEST_CASE("responses that are refused, with the reason") {
    CHECK(address(reply("")).find("no address") != std::string::npos);
    CHECK(address(reply(xor_mapped) + "x").find("not as long") != std::string::npos);
    CHECK(address(reply(xor_mapped.substr(0, 10))).find("no address") != std::string::npos);
    CHECK(address(reply(bytes({0, 0x20, 0, 8, 0, 3, 0, 0, 1, 2, 3, 4}))).find("no address") !=
          std::string::npos);
    CHECK(address(reply(bytes({0, 0x20, 0xff, 0xff, 0, 1}))).find("no address") != std::string::npos);
    CHECK(address(reply(bytes({0, 1, 0, 8, 0, 1, 0, 0, 10, 0, 0, 1}))).find("not public") !=
          std::string::npos);
    CHECK(address(reply(bytes({0, 9, 0, 4, 0, 0, 4, 1}), 0x0111)).find("error 401") != std::string::npos);
    CHECK(address(reply("", 0x0111)).find("error") != std::string::npos);
}
