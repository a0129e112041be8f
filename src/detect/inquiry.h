// SPDX-License-Identifier: MIT
#pragma once

#include "detect/dns_echo.h"
#include "detect/echo.h"
#include "detect/stun.h"
#include "detect/way_out.h"
#include "http/transport.h"
#include "loop/sockets.h"
#include "loop/timers.h"

#include <functional>
#include <memory>
#include <variant>

/// One question to one party. Inside of detect/ only.
namespace ddns {

/// The router at `WayOut::gateway`.
struct TheGateway {};

/// Somebody who can be asked. Two parties run by the same operator do not confirm each other.
struct Party {
    std::string run_by;
    DetectMethod method = DetectMethod::https;
    std::variant<EchoService, DnsEcho, StunServer, TheGateway> service;
};

/// What questions are asked with; all of it outlives them.
struct InquiryParts {
    HttpTransport& http;
    Sockets& sockets;
    Timers& timers;
};

/// A party that has not answered by then is passed over.
constexpr Duration time_for_one = std::chrono::seconds(8);

/// `address` is public and of that family, or there is an error: `network` or `timeout` when the party was
/// not reached, `rate` when it wants to be left alone, else `bad_reply`.
using OnAnswer = std::function<void(Result<IpAddress> address)>;

/// Asks now; ends within `time_for_one`.
[[nodiscard]] std::unique_ptr<Operation> ask(const InquiryParts& parts, const Party& party, Family family,
                                             const WayOut& way, OnAnswer on_answer);

/// The ways to ask, each in a file of its own.
[[nodiscard]] std::unique_ptr<Operation> ask_over_http(const InquiryParts& parts, const EchoService& service,
                                                       Family family, const WayOut& way, OnAnswer on_answer);
[[nodiscard]] std::unique_ptr<Operation> ask_over_dns(const InquiryParts& parts, const DnsEcho& echo,
                                                      Family family, const WayOut& way, OnAnswer on_answer);
[[nodiscard]] std::unique_ptr<Operation> ask_over_stun(const InquiryParts& parts, const StunServer& server,
                                                       Family family, const WayOut& way, OnAnswer on_answer);
/// IPv4 only, and only where the way has a gateway.
[[nodiscard]] std::unique_ptr<Operation> ask_gateway(const InquiryParts& parts, const WayOut& way,
                                                     OnAnswer on_answer);

} // namespace ddns
