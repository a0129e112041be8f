// SPDX-License-Identifier: MIT
#pragma once

#include "http/transport.h"
#include "provider/definition.h"
#include "util/json.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// What a reply means, by the rules of a provider file. Pure.
namespace ddns {

/// A reply, looked at in the ways that rules ask for; JSON or XML is parsed at most once and only if asked
/// for.
class ReplyView {
public:
    explicit ReplyView(const HttpReply& reply) : reply_(reply) {}

    [[nodiscard]] const HttpReply& reply() const { return reply_; }
    /// The tree of a JSON or an XML body (util/xml.h); nullptr when it is neither.
    [[nodiscard]] const Json* json() const;
    /// Whether that tree is one of XML, where an element that stands alone is not a list and an empty list is
    /// nothing at all.
    [[nodiscard]] bool is_xml() const { return body().starts_with('<') && json(); }
    /// The body without white space around it.
    [[nodiscard]] std::string_view body() const;
    /// The lines that are not empty, at most 10,000.
    [[nodiscard]] std::vector<std::string_view> lines() const;
    /// The provider's own words: the message of a JSON reply, else the body. Foreign, not yet printable.
    [[nodiscard]] std::string words() const;

private:
    const HttpReply& reply_;
    mutable bool parsed_ = false;
    mutable std::optional<Json> json_;
};

struct Verdict {
    Meaning means;
    std::optional<Duration> wait;
    bool by_body = false; ///< a rule on the body's text decided it
};

/// The first rule that holds. Success needs a status of 2xx unless the rule names the status. When no rule
/// holds: 401 and 403 are `auth`, 429 is `rate`, 408 and 5xx are `server`, everything else is `bad_reply`.
/// `Retry-After` (seconds or a date) is the wait of `rate` and `server` where the rule names none.
/// `body` is what belongs to the record: the whole body, or a line of it.
Verdict judge(std::span<const ReplyRule> own, std::span<const ReplyRule> common, const ReplyView& view,
              std::string_view body, const Bindings& scope);

} // namespace ddns
