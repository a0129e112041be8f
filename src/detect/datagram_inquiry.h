// SPDX-License-Identifier: MIT
#pragma once

#include "detect/inquiry.h"

namespace ddns {

/// One datagram that asks and one that answers. Inside of detect/ only.
struct DatagramQuestion {
    Endpoint server;
    std::string request;
    std::string farewell; ///< sent once there is a good answer; "" = nothing
    Duration pause{};     ///< before the request is sent again; doubled each time
    Duration time = time_for_one;
    /// nullopt: not the answer to this question.
    std::function<std::optional<Result<IpAddress>>(std::string_view bytes)> read;
};

/// Asks now; ends within `question.time`. Ends at once when the other side's system says that nobody listens.
[[nodiscard]] std::unique_ptr<Operation> ask_by_datagram(const InquiryParts& parts, DatagramQuestion question,
                                                         const WayOut& way, OnAnswer on_answer);

} // namespace ddns
