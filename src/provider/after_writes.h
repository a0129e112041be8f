// SPDX-License-Identifier: MIT
#pragma once

#include "provider/session_core.h"

#include <functional>
#include <memory>
#include <string>

namespace ddns {

/// The call `after` of a provider file, made when writes were taken: a commit, or the question what became of
/// a job. While the answer means `pending` it is asked again, every 2 s and for a minute at most.
class AfterWrites final : public Operation {
public:
    struct Decided {
        Result<HttpReply> reply;
        Verdict verdict; ///< when there is a reply; never pending
        unsigned requests = 0;
    };
    using OnDecided = std::function<void(const Decided&)>;

    /// `job` is what the write's reply said, "" for a commit.
    AfterWrites(SessionCore& core, std::shared_ptr<const Zone> zone, std::string job, OnDecided on_decided);

private:
    void ask();
    void on_reply(Result<HttpReply> reply);

    SessionCore& core_;
    std::shared_ptr<const Zone> zone_;
    std::string job_;
    OnDecided on_decided_;
    Instant began_;
    unsigned requests_ = 0;
    std::unique_ptr<Operation> waiting_; ///< for a reply, or to ask again
};

} // namespace ddns
