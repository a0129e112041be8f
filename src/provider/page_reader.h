// SPDX-License-Identifier: MIT
#pragma once

#include "provider/bound_account.h"
#include "provider/reply_rules.h"
#include "provider/request_gate.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ddns {

/// How reading a list ended.
struct PagesRead {
    Result<void> result; ///< an error's text says what was asked for and what came back
    bool none = false;   ///< the provider says that there is no such thing
    unsigned requests = 0;
    Instant sent{};
};

/// A pointer as `each` has it, taken apart: `/record word 2`, or `word 2` of the item itself.
struct WordPointer {
    std::string pointer;  ///< "" = the item itself
    std::size_t word = 0; ///< from 1; 0 = the whole text
};
WordPointer split_word(const std::string& pointer);

/// What an item says at `pointer`, "" where that is nothing. Two pointers with a space between (a host and
/// its domain) are joined with a dot, unless one of them says nothing. With `word N` it is that word of the
/// text.
std::string text_at(const Json& item, const std::string* pointer);

/// Reads a list, page after page as the call's `more` says, and hands over each item. At most 2,000 pages. A
/// page's tree is gone before the next one is asked for. Where the items are ids, what they stand for is
/// asked for side by side; if one answer is missing, the whole list is.
class PageReader final : public Operation {
public:
    using Fill = std::function<void(Bindings&)>; ///< adds what the request needs; must keep its texts alive
    using OnItem = std::function<void(const Json&)>;
    using OnDone = std::function<void(PagesRead)>;

    /// `what` names what is read, in messages: "the records of example.com".
    PageReader(const BoundAccount& bound, RequestGate& gate, const Call& call, std::string what, Fill fill,
               OnItem on_item, OnDone on_done);

private:
    void ask();
    void on_reply(Result<HttpReply> reply, Instant sent);
    [[nodiscard]] std::string not_understood(const ReplyView& view) const;
    [[nodiscard]] std::string refusal(const Verdict& verdict, const ReplyView& view) const;
    /// How many items there were; an error when the list is not where it should be.
    Result<std::size_t> take(const ReplyView& view);
    /// One item; where the list has ids only, what it stands for is asked.
    void take_item(const Json& item);
    void ask_for(const Json& id);
    void on_details(std::size_t slot, const Result<HttpReply>& reply, Instant sent);
    /// Whether there is another page; notes where.
    Result<bool> go_on(const ReplyView& view, std::size_t items);
    [[nodiscard]] bool total_reached(const ReplyView& view) const;
    void finish(Result<void> result, bool none);

    const BoundAccount& bound_;
    RequestGate& gate_;
    const Call& call_;
    std::string what_;
    Fill fill_;
    OnItem on_item_;
    OnDone on_done_;
    bool paged_;
    std::size_t page_ = 1;
    std::size_t offset_ = 0;
    std::string cursor_;   ///< of the next request; empty for the first
    std::string next_url_; ///< what a Link header said
    Secret url_;           ///< of the last request
    PagesRead read_;
    std::unique_ptr<Operation> ticket_;
    std::vector<std::unique_ptr<Operation>> details_; ///< of ids
    std::size_t details_open_ = 0;
};

} // namespace ddns
