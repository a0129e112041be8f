// SPDX-License-Identifier: MIT
#include "dns/tsig.h"
#include "fakes/fake_timers.h"
#include "fakes/fake_transport.h"
#include "provider/dns_update.h"

#include <cstdlib>

namespace {

using namespace ddns;

constexpr const char* secret = "a secret that the fuzzer does not know";
constexpr const char* secret_base64 = "YSBzZWNyZXQgdGhhdCB0aGUgZnV6emVyIGRvZXMgbm90IGtub3c=";

/// What the first byte of an input says.
enum Mode : unsigned { zone = 1, owner = 2, framed = 4, signs = 8, shares = 16, by_resolver = 32 };

struct Input {
    unsigned mode;
    std::string_view rest;

    /// The next piece, with its length in front of it.
    std::string take() {
        if (rest.size() < 2) return {};
        const auto size = static_cast<std::size_t>(static_cast<unsigned char>(rest[0]) << 8 |
                                                   static_cast<unsigned char>(rest[1]));
        const std::string piece(rest.substr(2, size));
        rest.remove_prefix(std::min(rest.size(), 2 + size));
        return piece;
    }
};

/// The first message that was sent and not answered yet; "" when there is none.
std::string take_question(FakeTransport::OpenedStream& stream) {
    if (stream.closed || stream.sent.size() < 2) return {};
    const auto size = static_cast<std::size_t>(static_cast<unsigned char>(stream.sent[0]) << 8 |
                                               static_cast<unsigned char>(stream.sent[1]));
    std::string message = stream.sent.substr(2, size);
    stream.sent.erase(0, 2 + size);
    return message;
}

/// The piece as it would have to look: what follows the question, to that question, perhaps signed.
std::string answer_to(const std::string& question, std::string piece, unsigned mode, std::uint64_t now) {
    const auto asked = parse_dns_message(question);
    if (!asked || piece.size() < 8) return piece;
    DnsMessage empty;
    empty.questions = asked->questions;
    std::string bytes = *write_dns_message(empty);
    bytes.replace(0, 2, question, 0, 2);
    bytes[2] = static_cast<char>(0x80 | static_cast<unsigned>(asked->opcode) << 3 | (piece[0] & 7));
    bytes.replace(3, 1, piece, 1, 1);
    bytes.replace(6, 6, piece, 2, 6);
    bytes += piece.substr(8);
    if ((mode & signs) == 0 || !asked->tsig) return bytes;
    const TsigKey key{*DnsName::parse("home"), Digest::sha256, Secret(secret)};
    return tsig_sign(std::move(bytes), key, now, asked->tsig->mac).bytes;
}

void play(FakeTransport& transport, fakes::FakeTimers& timers, Input input) {
    const auto now = std::chrono::floor<std::chrono::seconds>(timers.wall_clock()).time_since_epoch();
    bool more = true;
    while (more && !input.rest.empty()) {
        more = timers.run_ready();
        for (std::size_t i = 0; i < transport.streams.size() && !input.rest.empty(); ++i) {
            auto& stream = transport.streams[i];
            const std::string question = take_question(stream);
            if (question.empty()) continue;
            more = true;
            std::string piece = input.take();
            if ((input.mode & framed) != 0) {
                piece = answer_to(question, std::move(piece), input.mode,
                                  static_cast<std::uint64_t>(now.count()));
                const std::string length = {static_cast<char>(piece.size() >> 8 & 0xff),
                                            static_cast<char>(piece.size() & 0xff)};
                piece.insert(0, length);
            }
            const auto on_bytes = stream.events.on_bytes;
            on_bytes(piece);
        }
    }
}

std::vector<Change> wanted(unsigned mode) {
    std::vector<Change> changes(3);
    for (std::size_t i = 0; i < changes.size(); ++i) {
        changes[i].record = i;
        changes[i].name = i < 2 ? "home.example.com" : "b.example.com";
        changes[i].type = i == 1 ? RecordType::AAAA : RecordType::A;
        changes[i].values = {*IpAddress::parse(i == 1 ? "2001:db8::7" : "192.0.2.7")};
        changes[i].keep_others = (mode & shares) != 0;
        changes[i].ours = changes[i].values;
    }
    return changes;
}

} // namespace

/// Whatever a server sends, whole or in pieces: each change ends once, and none counts as made without the
/// key's signature.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const Input input{data[0], {reinterpret_cast<const char*>(data) + 1, size - 1}};
    Account account;
    account.name = "dns";
    account.settings = {{"key", Secret(std::string("home:") + secret_base64)}};
    if ((input.mode & by_resolver) == 0) account.settings.emplace("server", Secret("192.0.2.53"));
    if ((input.mode & zone) != 0) account.settings.emplace("zone", Secret("example.com"));
    if ((input.mode & owner) != 0) account.settings.emplace("owner", Secret("me"));
    fakes::FakeTimers timers;
    FakeTransport transport;
    const auto session = make_dns_update_session(account, transport, timers, [] {
        return std::vector<DnsResolver>{{"203.0.113.53", 53}};
    });
    std::vector<int> ended(3);
    const auto operation = session->submit(wanted(input.mode), [&](const Outcome& outcome) {
        const bool proven = (input.mode & (framed | signs)) == (framed | signs);
        if (++ended.at(outcome.record) > 1) std::abort();
        if (outcome.status != Outcome::Status::failed && !proven) std::abort();
    });
    play(transport, timers, input);
    // Then nobody says anything any more: one timeout for each question that waits for another's end.
    for (int i = 0; i < 8; ++i) {
        timers.run_ready();
        timers.advance(account.timeout + account.timeout);
    }
    for (const int times : ended)
        if (times != 1) std::abort();
    return 0;
}
