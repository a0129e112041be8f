// SPDX-License-Identifier: MIT
#include "fakes/fake_timers.h"
#include "fakes/fake_transport.h"
#include "provider/dns_update.h"

#include <cstdlib>

/// Whatever a server without the key sends, whole or in pieces: no change counts as made.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ddns;
    if (size < 2) return 0;
    Account account;
    account.name = "dns";
    account.settings = {{"key", Secret("home:YSBzZWNyZXQgdGhhdCB0aGUgZnV6emVyIGRvZXMgbm90IGtub3c=")},
                        {"server", Secret("192.0.2.53")}};
    if ((data[0] & 1) != 0) account.settings.emplace("zone", Secret("example.com"));
    if ((data[0] & 2) != 0) account.settings.emplace("owner", Secret("me"));
    fakes::FakeTimers timers;
    FakeTransport transport;
    const auto session =
        make_dns_update_session(account, transport, timers, [] { return std::vector<DnsResolver>(); });
    Change change;
    change.name = "home.example.com";
    change.values = {*IpAddress::parse("192.0.2.7")};
    const auto operation = session->submit({change}, [](const Outcome& outcome) {
        if (outcome.status != Outcome::Status::failed) std::abort();
    });
    timers.run_ready();
    auto& stream = transport.streams.at(0);
    // An answer to the first question, as it would have to look.
    std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if ((data[0] & 4) != 0 && bytes.size() > 2) {
        bytes[0] = stream.sent[2];
        bytes[1] = stream.sent[3];
        const std::string length = {static_cast<char>(bytes.size() >> 8 & 0xff),
                                    static_cast<char>(bytes.size() & 0xff)};
        bytes.insert(0, length);
    }
    const std::size_t cut = (data[0] >> 3) % (bytes.size() + 1);
    for (const std::string& piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
        if (stream.closed) break;
        const auto on_bytes = stream.events.on_bytes;
        on_bytes(piece);
        timers.run_ready();
    }
    timers.advance(account.timeout + account.timeout);
    return 0;
}
