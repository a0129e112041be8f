// SPDX-License-Identifier: MIT
#include "net/linux/netlink_socket.h"

#include "unit/net/linux/netlink_bytes.h"

#include <doctest/doctest.h>
#include <unistd.h>

using namespace ddns;
using namespace ddns::test;

namespace {

/// The kernel runs the filter on these datagrams as it does on its own.
class FilteredPair {
public:
    FilteredPair() {
        REQUIRE(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends_) == 0);
        const auto program = route_filter();
        const sock_fprog filter{static_cast<unsigned short>(program.size()),
                                const_cast<sock_filter*>(program.data())};
        REQUIRE(setsockopt(ends_[1], SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0);
    }
    ~FilteredPair() {
        close(ends_[0]);
        close(ends_[1]);
    }
    FilteredPair(const FilteredPair&) = delete;
    FilteredPair& operator=(const FilteredPair&) = delete;

    bool passes(const Message& message) {
        static_cast<void>(write(ends_[0], message.bytes().data(), message.bytes().size()));
        std::uint8_t bytes[512];
        return read(ends_[1], bytes, sizeof bytes) == static_cast<ssize_t>(message.bytes().size());
    }

private:
    int ends_[2] = {-1, -1};
};

} // namespace

TEST_CASE("the filter drops routes to long prefixes and nothing else") {
    FilteredPair pair;
    for (const unsigned type : {unsigned{RTM_NEWROUTE}, unsigned{RTM_DELROUTE}}) {
        CAPTURE(type);
        CHECK(pair.passes(route_message(type, "0.0.0.0/0", 2)));
        CHECK(pair.passes(route_message(type, "2000::/3", 2)));
        CHECK(pair.passes(route_message(type, "fc00::/7", 2)));
        CHECK_FALSE(pair.passes(route_message(type, "10.0.0.0/8", 2)));
        CHECK_FALSE(pair.passes(route_message(type, "192.0.2.0/24", 2)));
        CHECK_FALSE(pair.passes(route_message(type, "2001:db8::/64", 2)));
        CHECK(pair.passes(route_message(type, "192.0.2.1/32", 2, 0, 0, RTN_LOCAL)));
        CHECK_FALSE(pair.passes(route_message(type, "192.0.2.255/32", 2, 0, 0, RTN_BROADCAST)));
        CHECK_FALSE(pair.passes(route_message(type, "2001:db8::1/128", 2, 0, 0, RTN_LOCAL)));
    }
    CHECK(pair.passes(address_message(RTM_NEWADDR, 2, "192.0.2.1", 24)));
    CHECK(pair.passes(address_message(RTM_DELADDR, 2, "2001:db8::1", 64)));
    CHECK(pair.passes(link_message(RTM_NEWLINK, 2, 0)));
    CHECK(pair.passes(Message(RTM_DELNEXTHOP, nhmsg{}).number(NHA_ID, 1)));
}
