// SPDX-License-Identifier: MIT
#pragma once

#include "net/linux/netlink_parse.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

namespace ddns {

/// One request to rtnetlink, built on the stack: the message header, a fixed body, attributes.
class NetlinkRequest {
public:
    template <class Body>
    NetlinkRequest(std::uint16_t type, unsigned flags, std::uint32_t sequence, const Body& body)
        : sequence_(sequence), dump_((flags & NLM_F_DUMP) == NLM_F_DUMP) {
        static_assert(sizeof(nlmsghdr) + sizeof(Body) <= capacity);
        const nlmsghdr head{0, type, static_cast<std::uint16_t>(NLM_F_REQUEST | flags), sequence, 0};
        put(&head, sizeof head);
        put(&body, sizeof body);
    }

    /// Ignored when it does not fit, which no caller's does.
    void add_attribute(std::uint16_t type, const void* value, std::size_t size) {
        const rtattr head{static_cast<std::uint16_t>(sizeof(rtattr) + size), type};
        if (size_ + sizeof head + size > capacity) return;
        put(&head, sizeof head);
        put(value, size);
    }

    [[nodiscard]] std::uint32_t sequence() const { return sequence_; }
    /// The answer is many messages, up to NLMSG_DONE.
    [[nodiscard]] bool is_dump() const { return dump_; }
    [[nodiscard]] NetlinkBytes bytes() const { return {bytes_.data(), size_}; }

private:
    static constexpr std::size_t capacity = 96;

    void put(const void* from, std::size_t size) {
        std::memcpy(bytes_.data() + size_, from, size);
        size_ += (size + 3) & ~std::size_t{3};
        const auto length = static_cast<std::uint32_t>(size_);
        std::memcpy(bytes_.data(), &length, sizeof length);
    }

    std::array<std::uint8_t, capacity> bytes_{};
    std::size_t size_ = 0;
    std::uint32_t sequence_;
    bool dump_;
};

} // namespace ddns
