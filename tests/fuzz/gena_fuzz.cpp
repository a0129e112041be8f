// SPDX-License-Identifier: MIT
#include "detect/gena.h"

#include <cstdlib>

using namespace ddns;

/// Whatever a gateway, or somebody who is taken for it, says of a subscription: what may go into a header of
/// ours is one line, every answer is one of three, and more is only waited for while it may still come.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    HttpReply reply;
    reply.status = 200;
    const auto half = bytes.substr(0, size / 2);
    reply.headers = {{"sid", std::string(half)}, {"timeout", std::string(bytes.substr(half.size()))}};
    if (const auto subscription = read_subscription(reply)) {
        for (const char c : subscription->id)
            if (c <= 0x20 || c >= 0x7f) std::abort();
        if (subscription->lifetime < std::chrono::minutes(1) ||
            subscription->lifetime > std::chrono::hours(24))
            std::abort();
    }
    const auto notify = read_notify(bytes, "/token", "uuid:1");
    if (!notify) {
        if (size >= longest_notify) std::abort();
        return 0;
    }
    if (notify->status != 200 && notify->status != 400 && notify->status != 412) std::abort();
    if (notify->status != 200 && notify->state != GenaState{}) std::abort();
    if (notify->state.address.value_or("").size() > 64 || notify->state.status.value_or("").size() > 64)
        std::abort();
    return 0;
}
