// SPDX-License-Identifier: MIT
#include "provider/reply_sentence.h"

#include <fmt/format.h>

namespace ddns {

namespace {

struct Sentence {
    std::string_view problem;
    std::string_view advice;
};

Sentence sentence(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::auth:
        return {"refused the credentials", "check the settings of the account"};
    case ErrorKind::abuse:
        return {"has blocked this account or client", "clear it up with the provider before going on"};
    case ErrorKind::rejected:
        return {"does not accept the record",
                "check that the name exists there, belongs to the account and may have this address"};
    case ErrorKind::rate:
        return {"asks to slow down", "it is tried again when the provider allows"};
    case ErrorKind::server:
        return {"reports a fault on its side", "it is tried again later"};
    default:
        return {"gave an answer that is not understood",
                "it is tried again later; check the account's url and whether a login page is in the way"};
    }
}

} // namespace

std::string tell(const BoundAccount& bound, const Verdict& verdict, const ReplyView& view) {
    const Sentence text = sentence(verdict.means.error);
    const std::string words = bound.quotable(view.words());
    const std::string quoted = words.empty()
                                   ? fmt::format(" (status {}, no text)", view.reply().status)
                                   : fmt::format(" (status {}: \"{}\")", view.reply().status, words);
    return fmt::format("{} {}{}; {}", bound.definition().info.title, text.problem, quoted, text.advice);
}

} // namespace ddns
