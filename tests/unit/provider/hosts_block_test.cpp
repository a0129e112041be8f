// SPDX-License-Identifier: MIT
#include "provider/hosts_block.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

HostsEntries entries(std::initializer_list<std::pair<const char*, const char*>> list) {
    HostsEntries result;
    for (const auto& [address, name] : list)
        result.insert(HostsEntry{name, IpAddress::parse(address).value()});
    return result;
}

const HostsEntries nas = entries({{"10.0.0.5", "nas.lan"}});

} // namespace

TEST_CASE("writing a block touches nothing else") {
    struct Row {
        const char* rule;
        const char* before;
        HostsEntries entries_;
        const char* after;
    };
    const Row rows[] = {
        {"an empty file", "", nas, "# BEGIN ddns-reactor lan\n10.0.0.5 nas.lan\n# END ddns-reactor lan\n"},
        {"added at the end", "127.0.0.1 localhost\n", nas,
         "127.0.0.1 localhost\n# BEGIN ddns-reactor lan\n10.0.0.5 nas.lan\n# END ddns-reactor lan\n"},
        {"after a last line without an end", "127.0.0.1 localhost", nas,
         "127.0.0.1 localhost\n# BEGIN ddns-reactor lan\n10.0.0.5 nas.lan\n# END ddns-reactor lan\n"},
        {"in the style of the file", "127.0.0.1 localhost\r\n\r\nx", nas,
         "127.0.0.1 localhost\r\n\r\nx\r\n# BEGIN ddns-reactor lan\r\n10.0.0.5 nas.lan\r\n"
         "# END ddns-reactor lan\r\n"},
        {"replaced where it stands, without an end of line at the end",
         "a\n# BEGIN ddns-reactor lan\nold\n1.1.1.1 x\n# END ddns-reactor lan", nas,
         "a\n# BEGIN ddns-reactor lan\n10.0.0.5 nas.lan\n# END ddns-reactor lan"},
        {"mixed line ends stay", "a\r\nb\n# BEGIN ddns-reactor lan \r\nold\n# END ddns-reactor lan\n\tc\r",
         nas, "a\r\nb\n# BEGIN ddns-reactor lan \r\n10.0.0.5 nas.lan\r\n# END ddns-reactor lan\n\tc\r"},
        {"another account's block stays",
         "# BEGIN ddns-reactor lan2\n1.1.1.1 x\n# END ddns-reactor lan2\n# BEGIN ddns-reactor lan\n"
         "# END ddns-reactor lan\n",
         nas,
         "# BEGIN ddns-reactor lan2\n1.1.1.1 x\n# END ddns-reactor lan2\n# BEGIN ddns-reactor lan\n"
         "10.0.0.5 nas.lan\n# END ddns-reactor lan\n"},
        {"sorted by name, IPv4 first", "",
         entries({{"fd00::5", "b.lan"}, {"10.0.0.9", "b.lan"}, {"10.0.0.7", "b.lan"}, {"10.0.0.8", "a.lan"}}),
         "# BEGIN ddns-reactor lan\n10.0.0.8 a.lan\n10.0.0.7 b.lan\n10.0.0.9 b.lan\nfd00::5 b.lan\n"
         "# END ddns-reactor lan\n"},
        {"nothing to hold",
         "# BEGIN ddns-reactor lan\n1.1.1.1 x\n# END ddns-reactor lan\n",
         {},
         "# BEGIN ddns-reactor lan\n# END ddns-reactor lan\n"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.rule);
        const auto written = write_hosts_block(row.before, "lan", row.entries_);
        REQUIRE(written.has_value());
        CHECK(*written == row.after);
        CHECK(read_hosts_block(*written, "lan").value() == row.entries_);
        CHECK(write_hosts_block(*written, "lan", row.entries_).value() == *written);
    }
}

TEST_CASE("reading a block") {
    CHECK(read_hosts_block("10.0.0.5 nas.lan\n", "lan").value().empty());
    CHECK(read_hosts_block(
              "# BEGIN ddns-reactor lan\n"
              "  10.0.0.5\t NAS.lan  b.lan # a comment\r\n\n# 1.1.1.1 c.lan\nfd00::5\nnonsense here\n"
              "fd00::6 bad!name good.name\n"
              "# END ddns-reactor lan\n",
              "lan")
              .value() ==
          entries({{"10.0.0.5", "nas.lan"}, {"10.0.0.5", "b.lan"}, {"fd00::6", "good.name"}}));
}

TEST_CASE("damaged markers are an error that says so, and nothing is written") {
    const char* texts[] = {
        "# BEGIN ddns-reactor lan",
        "# BEGIN ddns-reactor lan\n1.1.1.1 x\n",
        "# END ddns-reactor lan\n",
        "# END ddns-reactor lan\n# BEGIN ddns-reactor lan\n",
        "# BEGIN ddns-reactor lan\n# BEGIN ddns-reactor lan\n# END ddns-reactor lan\n",
        "# BEGIN ddns-reactor lan\n# END ddns-reactor lan\n# END ddns-reactor lan\n",
        ("# BEGIN ddns-reactor lan\n# END ddns-reactor lan\n"
         "# BEGIN ddns-reactor lan\n# END ddns-reactor lan\n"),
        ("# BEGIN ddns-reactor lan\n# BEGIN ddns-reactor b\n# END ddns-reactor b\n"
         "# END ddns-reactor lan\n"),
    };
    for (const char* text : texts) {
        CAPTURE(text);
        const auto written = write_hosts_block(text, "lan", nas);
        REQUIRE_FALSE(written.has_value());
        CHECK(written.error().kind == ErrorKind::system);
        CHECK(written.error().what.find("# BEGIN ddns-reactor lan") != std::string::npos);
        CHECK_FALSE(read_hosts_block(text, "lan").has_value());
        CHECK(read_hosts_block(text, "other").has_value());
    }
}

TEST_CASE("setting one family leaves the other alone") {
    HostsEntries e = entries({{"10.0.0.5", "nas.lan"}, {"fd00::5", "nas.lan"}, {"10.0.0.5", "nas.lan.x"}});
    const auto address = [](const char* text) { return IpAddress::parse(text).value(); };
    CHECK_FALSE(set_hosts_values(e, "nas.lan", RecordType::A, {address("10.0.0.5")}));
    CHECK(set_hosts_values(e, "nas.lan", RecordType::A, {address("10.0.0.7"), address("10.0.0.6")}));
    CHECK_FALSE(set_hosts_values(e, "nas.lan", RecordType::A, {address("10.0.0.7"), address("10.0.0.6")}));
    CHECK(e == entries({{"10.0.0.6", "nas.lan"},
                        {"10.0.0.7", "nas.lan"},
                        {"fd00::5", "nas.lan"},
                        {"10.0.0.5", "nas.lan.x"}}));
    CHECK(set_hosts_values(e, "nas.lan", RecordType::AAAA, {address("fd00::6")}));
    CHECK(e.count(HostsEntry{"nas.lan", address("fd00::5")}) == 0);
    CHECK(e.size() == 4);
}

TEST_CASE("names that are fit for the file and those that are not") {
    for (const char* name : {"a", "nas.example.com", "_x.y-z", "xn--bcher-kva.example"})
        CHECK(is_hosts_name(name));
    for (const char* name : {"", "a b", "a\n1.1.1.1 evil", "a#b", "*.example.com", "b\xc3\xbc", "a\tb"})
        CHECK_FALSE(is_hosts_name(name));
    CHECK(is_hosts_name(std::string(253, 'a')));
    CHECK_FALSE(is_hosts_name(std::string(254, 'a')));
    for (const char* account : {"lan", "my lan", "b\xc3\xbc"}) CHECK(is_marker_name(account));
    for (const char* account : {"", " lan", "lan ", "a\nb", "a\rb", "a\x7f"})
        CHECK_FALSE(is_marker_name(account));
}
