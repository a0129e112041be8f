// SPDX-License-Identifier: MIT
#include "provider/page_reader.h"

#include "provider/link_header.h"
#include "provider/reply_sentence.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t most_pages = 2000;
constexpr std::size_t most_words = 9;
constexpr std::size_t most_details = 2000;

/// Of those that have spaces or tabs between; "" when there are not so many.
std::string word_of(std::string_view text, std::size_t number) {
    constexpr std::string_view blank = " \t";
    for (;;) {
        text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
        const std::size_t end = std::min(text.find_first_of(blank), text.size());
        if (--number == 0) return std::string(text.substr(0, end));
        text.remove_prefix(end);
    }
}

} // namespace

WordPointer split_word(const std::string& pointer) {
    constexpr std::string_view sign = "word ";
    const std::size_t at = pointer.rfind(sign);
    if (at == std::string::npos || (at > 0 && pointer[at - 1] != ' ')) return {pointer, 0};
    const auto number = parse_unsigned(std::string_view(pointer).substr(at + sign.size()));
    if (!number || *number == 0 || *number > most_words) return {pointer, 0};
    return {pointer.substr(0, at == 0 ? 0 : at - 1), static_cast<std::size_t>(*number)};
}

std::string text_at(const Json& item, const std::string* pointer) {
    if (!pointer) return {};
    if (const WordPointer part = split_word(*pointer); part.word > 0)
        return word_of(text_at(item, &part.pointer), part.word);
    if (const std::size_t space = pointer->find(" /"); space != std::string::npos) {
        const std::string first = pointer->substr(0, space), rest = pointer->substr(space + 1);
        const std::string host = text_at(item, &first), domain = text_at(item, &rest);
        return host.empty() || domain.empty() ? host + domain : host + "." + domain;
    }
    const Json* found = item.at(*pointer);
    return found ? found->scalar_text() : std::string();
}

PageReader::PageReader(const BoundAccount& bound, RequestGate& gate, const Call& call, std::string what,
                       Fill fill, OnItem on_item, OnDone on_done)
    : bound_(bound), gate_(gate), call_(call), what_(std::move(what)), fill_(std::move(fill)),
      on_item_(std::move(on_item)), on_done_(std::move(on_done)),
      paged_(call.uses(Var::page) || call.uses(Var::offset)) {
    ask();
}

void PageReader::ask() {
    ticket_ = gate_.ask(
        call_,
        [this]() -> Result<HttpRequest> {
            Bindings scope = bound_.scope();
            const std::string page = std::to_string(page_);
            const std::string offset = std::to_string(offset_);
            scope.set(Var::page, page).set(Var::offset, offset);
            if (!cursor_.empty()) scope.set(Var::cursor, cursor_);
            fill_(scope);
            auto request = bound_.request(call_, scope);
            if (request && !next_url_.empty()) request->url = Secret(next_url_);
            if (request) url_ = request->url;
            return request;
        },
        [this](Result<HttpReply> reply, Instant sent) { on_reply(std::move(reply), sent); });
}

/// Of the account where that is at fault, else of what was asked for.
std::string PageReader::refusal(const Verdict& verdict, const ReplyView& view) const {
    const ErrorKind kind = verdict.means.error;
    if (kind == ErrorKind::auth || kind == ErrorKind::abuse || kind == ErrorKind::rate)
        return tell(bound_, verdict, view);
    return fmt::format("{} would not tell {} (status {}: \"{}\")", bound_.definition().info.title, what_,
                       view.reply().status, bound_.quotable(view.words()));
}

std::string PageReader::not_understood(const ReplyView& view) const {
    return fmt::format("the answer of {} about {} is not understood (status {}: \"{}\")",
                       bound_.definition().info.title, what_, view.reply().status,
                       bound_.quotable(view.words()));
}

void PageReader::on_reply(Result<HttpReply> reply, Instant sent) {
    if (sent != Instant{}) ++read_.requests;
    if (read_.sent == Instant{}) read_.sent = sent;
    if (!reply) return finish(tl::unexpected(reply.error()), false);
    const ReplyView view(*reply);
    Bindings scope = bound_.scope();
    fill_(scope);
    const Verdict verdict = judge(call_.replies, bound_.definition().replies, view, view.body(), scope);
    if (verdict.means.kind == Meaning::Kind::none) return finish({}, true);
    if (verdict.means.kind != Meaning::Kind::done) {
        return finish(fail(verdict.means.error, refusal(verdict, view), verdict.wait), false);
    }
    const auto items = take(view);
    if (!items) return finish(tl::unexpected(items.error()), false);
    offset_ += *items;
    const auto more = go_on(view, *items);
    if (!more) return finish(tl::unexpected(more.error()), false);
    if (details_.size() > most_details)
        return finish(
            fail(ErrorKind::bad_reply, fmt::format("{} told more than {} ids for {}",
                                                   bound_.definition().info.title, most_details, what_)),
            false);
    if (details_open_ > 0) return; // the last one of them ends it
    if (!*more) return finish({}, false);
    ++page_;
    ask();
}

Result<std::size_t> PageReader::take(const ReplyView& view) {
    const Json* tree = view.json();
    const Json* list = !tree ? nullptr : call_.items ? tree->at(*call_.items) : tree;
    if (call_.items && view.is_xml() && !(list && list->if_array())) {
        if (list) take_item(*list);
        return list ? 1 : 0;
    }
    if (!list) return fail(ErrorKind::bad_reply, not_understood(view));
    if (!call_.items) {
        take_item(*list);
        return 1;
    }
    if (const auto* array = list->if_array()) {
        for (const Json& item : *array) take_item(item);
        return array->size();
    }
    if (const auto* object = list->if_object()) {
        const bool one_item = std::none_of(object->begin(), object->end(),
                                           [](const auto& member) { return member.second.if_object(); });
        if (one_item && !object->empty()) {
            take_item(*list);
            return 1;
        }
        for (const auto& [key, item] : *object) take_item(item);
        return object->size();
    }
    return fail(ErrorKind::bad_reply,
                fmt::format("{} gave no list of {}", bound_.definition().info.title, what_));
}

void PageReader::take_item(const Json& item) {
    if (call_.more.by != More::By::each) return on_item_(item);
    if (!item.scalar_text().empty() && details_.size() <= most_details) ask_for(item);
}

void PageReader::ask_for(const Json& id) {
    ++details_open_;
    const std::size_t slot = details_.size();
    details_.emplace_back();
    details_[slot] = gate_.ask(
        *call_.more.item,
        [this, text = id.scalar_text(), numeric = id.if_integer() != nullptr] {
            Bindings scope = bound_.scope();
            fill_(scope);
            scope.set(Var::id, text, numeric);
            return bound_.request(*call_.more.item, scope);
        },
        [this, slot](Result<HttpReply> reply, Instant sent) { on_details(slot, reply, sent); });
}

void PageReader::on_details(std::size_t slot, const Result<HttpReply>& reply, Instant sent) {
    const auto ticket = std::move(details_[slot]);
    if (sent != Instant{}) ++read_.requests;
    --details_open_;
    if (!reply) return finish(tl::unexpected(reply.error()), false);
    const ReplyView view(*reply);
    const Verdict verdict =
        judge(call_.replies, bound_.definition().replies, view, view.body(), bound_.scope());
    if (verdict.means.kind != Meaning::Kind::none) { // it may have gone since the list was made
        if (verdict.means.kind != Meaning::Kind::done)
            return finish(fail(verdict.means.error, refusal(verdict, view), verdict.wait), false);
        if (!view.json()) return finish(fail(ErrorKind::bad_reply, not_understood(view)), false);
        on_item_(*view.json());
    }
    if (details_open_ == 0) finish({}, false);
}

Result<bool> PageReader::go_on(const ReplyView& view, std::size_t items) {
    if (page_ >= most_pages) return false;
    switch (call_.more.by) {
    case More::By::each:
        return false;
    case More::By::none:
        return paged_ && items > 0;
    case More::By::total:
        return paged_ && items > 0 && !total_reached(view);
    case More::By::cursor: {
        const Json* next = view.json()->at(call_.more.at);
        const std::string text = next ? next->scalar_text() : std::string();
        const bool another = !text.empty() && text != cursor_;
        cursor_ = text;
        return another;
    }
    case More::By::link: {
        auto next = next_page(view.reply().header("link"), url_.reveal());
        if (!next)
            return fail(next.error().kind,
                        fmt::format("{} would not tell all of {}: {}", bound_.definition().info.title, what_,
                                    next.error().what));
        const bool another = !next->empty() && *next != next_url_;
        next_url_ = std::move(*next);
        return another;
    }
    }
    return false;
}

bool PageReader::total_reached(const ReplyView& view) const {
    const Json* total = view.json()->at(call_.more.at);
    const auto count = total ? parse_unsigned(total->scalar_text()) : std::nullopt;
    return count && offset_ >= *count;
}

void PageReader::finish(Result<void> result, bool none) {
    read_.result = std::move(result);
    read_.none = none;
    const OnDone done = std::move(on_done_);
    done(std::move(read_)); // may destroy this reader
}

} // namespace ddns
