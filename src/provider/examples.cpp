// SPDX-License-Identifier: MIT
#include "provider/examples.h"

#include "config/values.h"
#include "provider/auth/token_exchange.h"
#include "provider/engine.h"
#include "provider/example_world.h"
#include "provider/secret_mask.h"
#include "util/text.h"
#include "util/version.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

namespace ddns {

namespace {

constexpr unsigned most_turns = 10000; ///< an example that needs more never ends
constexpr std::size_t most_shown = 2000;

std::string with_version(std::string text) {
    constexpr std::string_view word = "{version}";
    if (const auto at = text.find(word); at != std::string::npos) text.replace(at, word.size(), version());
    return text;
}

/// The request as an example writes it: with the whole URL only where the example has one.
std::string written(const HttpRequest& request, std::string_view wanted, const std::string& base) {
    const std::string& url = request.url.reveal();
    const bool whole = wanted.find("://") < wanted.find('?');
    if (whole) return request.method + " " + url;
    if (url.starts_with(base + "/")) return request.method + " " + url.substr(base.size());
    const std::size_t host = url.find("://");
    const std::size_t path = host == std::string::npos ? 0 : url.find('/', host + 3);
    return request.method + " " + (path == std::string::npos ? "/" : url.substr(path));
}

class Runner {
public:
    Runner(const ProviderDefinition& definition, const Example& example)
        : definition_(definition), example_(example), mask_(definition, example.account) {
        base_ = example.account.url.empty() ? definition.info.url : example.account.url;
        while (base_.ends_with('/')) base_.pop_back();
    }

    ExampleRun run() {
        const auto session =
            make_session(definition_, example_.account, transport_, timers_, example_sources());
        const auto operation = session->submit(
            example_.changes, [this](Outcome outcome) { outcomes_.push_back(std::move(outcome)); });
        turn();
        for (const ExampleStep& step : example_.steps)
            if (!take(step)) break;
        if (!example_.means.empty())
            finish();
        else if (transport_.sent().empty())
            problem(example_.place, fmt::format("no request leaves: {}", so_far()));
        show_requests();
        leaks();
        return std::move(out_);
    }

private:
    void problem(TextPlace place, std::string_view message) {
        out_.problems.push_back({place, mask_.text(message)});
    }

    void turn() {
        for (unsigned turns = 0; timers_.turn(); ++turns)
            if (turns == most_turns) return problem(example_.place, "this does not come to an end");
    }

    /// False when there is nothing to answer any more.
    bool take(const ExampleStep& step) {
        if (step.call == "auth") mask_.add_login(step.reply);
        if (answered_ == transport_.sent().size()) {
            problem(step.place, fmt::format("no request leaves for \"{}\": {}", step.key, so_far()));
            return false;
        }
        compare(step, transport_.sent()[answered_].request);
        HttpReply reply = step.reply;
        reply.sent = reply.completed = timers_.now();
        transport_.answer(answered_++, std::move(reply));
        turn();
        return true;
    }

    std::string so_far() const {
        if (outcomes_.empty()) return "the example's replies before it do not lead there";
        std::string out;
        for (const Outcome& outcome : outcomes_)
            out += fmt::format("{}the change to {} ended before, as \"{}\"{}", out.empty() ? "" : "; ",
                               example_.changes.at(outcome.record).name, outcome_word(outcome), why(outcome));
        return out;
    }

    static std::string why(const Outcome& outcome) {
        return outcome.error.what.empty() ? "" : fmt::format(" ({})", outcome.error.what);
    }

    void compare(const ExampleStep& step, const HttpRequest& request) {
        if (step.request) {
            const std::string wanted = with_version(*step.request);
            differs(step, "the request", written(request, wanted, base_), wanted);
        }
        if (step.body) differs(step, "the body", request.body.reveal(), *step.body);
        for (const auto& wanted : step.headers) {
            const std::string name = printable(wanted.first);
            const auto found =
                std::find_if(request.headers.begin(), request.headers.end(), [&](const HttpHeader& header) {
                    return equals_ignoring_case(header.name, wanted.first);
                });
            if (found == request.headers.end())
                problem(step.place, fmt::format("\"{}\" has no header \"{}\"", step.key, name));
            else
                differs(step, fmt::format("the header \"{}\"", name), found->value.reveal(),
                        with_version(wanted.second));
        }
    }

    void differs(const ExampleStep& step, std::string_view what, const std::string& is,
                 const std::string& wanted) {
        if (is == wanted) return;
        const auto [first, other] = std::mismatch(is.begin(), is.end(), wanted.begin(), wanted.end());
        problem(step.place, fmt::format("{} of \"{}\" is \"{}\" and not \"{}\" (from byte {} on)", what,
                                        step.key, printable(mask_.text(is), most_shown),
                                        printable(mask_.text(wanted), most_shown), first - is.begin() + 1));
    }

    void finish() {
        if (answered_ < transport_.sent().size())
            problem(example_.place, fmt::format("{} leaves, too, which the example does not show",
                                                transport_.sent()[answered_].request.label));
        std::vector<const Outcome*> ends(example_.changes.size());
        for (const Outcome& outcome : outcomes_) {
            if (ends.at(outcome.record)) problem(example_.place, "a change ends twice");
            ends[outcome.record] = &outcome;
        }
        for (std::size_t i = 0; i < ends.size(); ++i) {
            const std::string is = ends[i] ? outcome_word(*ends[i]) : "not decided yet";
            out_.outcomes.push_back(is);
            if (is != example_.means[i])
                problem(example_.place, fmt::format("the change to {} ends as \"{}\" and not \"{}\"{}",
                                                    example_.changes[i].name, is, example_.means[i],
                                                    ends[i] ? why(*ends[i]) : std::string()));
            if (ends[i] && ends[i]->status == Outcome::Status::failed && ends[i]->error.what.empty())
                problem(example_.place, "the failure has no sentence that says why");
        }
    }

    void show_requests() {
        for (std::size_t i = 0; i < transport_.sent().size(); ++i) {
            const HttpRequest& request = transport_.sent()[i].request;
            ShownRequest shown;
            shown.line = request.method + " " + mask_.text(request.url.reveal());
            for (const HttpHeader& header : request.headers)
                shown.headers.push_back(mask_.header(header.name, header.value.reveal()));
            shown.body = mask_.text(request.body.reveal());
            if (i < answered_) {
                const ExampleStep& step = example_.steps[i];
                shown.call = step.key;
                shown.reply = fmt::format("{} {}", step.reply.status, mask_.text(step.reply.body));
            }
            out_.requests.push_back(std::move(shown));
        }
    }

    void leaks() {
        for (const Outcome& outcome : outcomes_)
            if (mask_.finds_secret(outcome.error.what))
                problem(example_.place, "the message holds a secret: " + outcome.error.what);
        for (const auto& sent : transport_.sent()) {
            const std::string& label = sent.request.label;
            if (mask_.finds_secret(label) || label.find('?') != std::string::npos)
                problem(example_.place, "what the log may show of a request holds a secret: " +
                                            label.substr(0, label.find('?')));
        }
    }

    const ProviderDefinition& definition_;
    const Example& example_;
    SecretMask mask_;
    std::string base_;
    ExampleTimers timers_;
    ExampleTransport transport_;
    std::vector<Outcome> outcomes_;
    std::size_t answered_ = 0;
    ExampleRun out_;
};

} // namespace

ExampleRun run_example(const ProviderDefinition& definition, const Example& example) {
    return Runner(definition, example).run();
}

std::vector<std::string> calls_not_shown(const ProviderDefinition& definition,
                                         const std::vector<Example>& examples) {
    const std::pair<std::string_view, bool> calls[] = {
        {"auth", needs_token(definition.auth.scheme)}, {"push", definition.push.has_value()},
        {"zone", definition.zone.has_value()},         {"list", definition.list.has_value()},
        {"create", definition.create.has_value()},     {"update", definition.update.has_value()},
        {"delete", definition.remove.has_value()},     {"batch", definition.batch.has_value()},
        {"after", definition.after.has_value()}};
    std::vector<std::string> out;
    for (const auto& call : calls) {
        const bool shown = std::any_of(examples.begin(), examples.end(), [&](const Example& example) {
            return std::any_of(example.steps.begin(), example.steps.end(), [&](const ExampleStep& step) {
                return step.call == call.first && step.request;
            });
        });
        if (call.second && !shown)
            out.push_back(fmt::format("no example shows the request of \"{}\"", call.first));
    }
    return out;
}

std::string outcome_word(const Outcome& outcome) {
    if (outcome.status == Outcome::Status::updated) return "updated";
    if (outcome.status == Outcome::Status::unchanged) return "unchanged";
    const std::string kind(to_string(outcome.error.kind));
    return outcome.error.retry_after ? fmt::format("{} {}", kind, format_duration(*outcome.error.retry_after))
                                     : kind;
}

} // namespace ddns
