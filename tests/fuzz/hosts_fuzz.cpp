// SPDX-License-Identifier: MIT
#include "provider/hosts_block.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// Whatever the file holds: what is written is read back, everything else stays, and writing twice is writing
/// once.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ddns;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    auto entries = read_hosts_block(text, "lan");
    if (!entries) {
        if (write_hosts_block(text, "lan", {})) std::abort();
        return 0;
    }
    set_hosts_values(*entries, "nas.lan", RecordType::A, {*IpAddress::parse("10.0.0.5")});
    const auto written = write_hosts_block(text, "lan", *entries);
    if (!written || read_hosts_block(*written, "lan") != *entries) std::abort();
    if (write_hosts_block(*written, "lan", *entries) != *written) std::abort();
    const bool may_have_block = text.find("# BEGIN ddns-reactor ") != std::string_view::npos;
    if (!may_have_block && written->substr(0, size) != text) std::abort();
    const auto other_before = read_hosts_block(text, "other");
    const auto other_after = read_hosts_block(*written, "other");
    if (other_before.has_value() != other_after.has_value()) std::abort();
    if (other_before && *other_before != *other_after) std::abort();
    return 0;
}
