// SPDX-License-Identifier: MIT
#pragma once

#include "provider/session_core.h"

#include <memory>
#include <vector>

namespace ddns {

/// Changes at a provider that takes each with one request: grouped where it takes several names at once, all
/// groups side by side. A group that is refused because of one name is sent again name by name.
class PushFlow final : public Operation {
public:
    PushFlow(std::shared_ptr<SessionCore> core, std::vector<Change> changes,
             AccountSession::OnOutcome on_outcome);
    ~PushFlow() override;

private:
    struct Group {
        std::vector<std::uint32_t> members; ///< indices of changes_; same values, ttl and options
        std::unique_ptr<Operation> ticket;
        unsigned requests = 0; ///< made for its members before this one
    };
    void make_groups();
    [[nodiscard]] std::optional<Error> refused(const Change& change) const;
    [[nodiscard]] const Call& call_of(const Group& group) const;
    void send(std::size_t group);
    Result<HttpRequest> write(const Group& group) const;
    void on_reply(std::size_t group, Result<HttpReply> reply, Instant sent);
    void judge_group(std::size_t group, const HttpReply& reply, Instant sent);
    void split(std::size_t group);
    void end(std::uint32_t change, const Group& group, const Verdict& verdict, const ReplyView& view,
             Instant sent);
    void refuse(std::uint32_t change, Error error, const Group& group, Instant sent);

    std::shared_ptr<SessionCore> core_;
    std::vector<Change> changes_;
    std::vector<Group> groups_;
    OutcomeSink sink_;
};

} // namespace ddns
