// SPDX-License-Identifier: MIT
#include "dns/rdata.h"
#include "dns/tsig.h"

#include <cstdlib>

/// Whatever the bytes are: what is read can be written and read again as the same, and nobody without the key
/// has signed it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ddns;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto message = parse_dns_message(bytes, {65'535, 512, 16});
    if (!message) return 0;
    const TsigKey key{*DnsName::parse("home"), Digest::sha256,
                      Secret("a secret that the fuzzer does not know")};
    if (tsig_verify(bytes, *message, key, "mac", 1'700'000'000) != TsigProof::absent && !message->tsig)
        std::abort();
    if (message->tsig && tsig_verify(bytes, *message, key, "mac", message->tsig->time) == TsigProof::good)
        std::abort();
    for (const auto* section : {&message->answers, &message->authority, &message->additional})
        for (const DnsRecord& record : *section) {
            if (const auto address = address_of(record); address && address_data(*address) != record.data)
                std::abort();
            static_cast<void>(text_of(record));
            static_cast<void>(primary_of(record));
        }
    const auto written = write_dns_message(*message);
    if (!written) return 0; // names in data grow when they are not compressed
    const auto again = parse_dns_message(*written);
    if (!again || again->questions != message->questions || again->answers != message->answers ||
        again->authority != message->authority || again->additional != message->additional)
        std::abort();
    return 0;
}
