// SPDX-License-Identifier: MIT
#include "config/check.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr Duration least_poll = std::chrono::seconds(30);
constexpr Duration most_poll = std::chrono::hours(24 * 30);

void check_log(Checking& c, const Field& field) {
    if (!field) return;
    Fields fields(c.report, *field.value, "\"log\"", field.key->mark);
    static constexpr std::pair<std::string_view, LogLevel> levels[] = {{"debug", LogLevel::debug},
                                                                       {"info", LogLevel::info},
                                                                       {"warn", LogLevel::warn},
                                                                       {"error", LogLevel::error}};
    static constexpr std::pair<std::string_view, LogFormat> formats[] = {{"text", LogFormat::text},
                                                                         {"json", LogFormat::json}};
    if (fields.text("level"))
        c.config.log.level =
            choice(c.report, *fields.peek("level").value, "log level", levels).value_or(LogLevel::info);
    if (fields.text("format"))
        c.config.log.format =
            choice(c.report, *fields.peek("format").value, "log format", formats).value_or(LogFormat::text);
    fields.finish();
}

void check_rank(Checking& c, Fields& fields) {
    const auto items = fields.items("rank");
    if (!items) return;
    std::vector<std::string> known;
    for (const Criterion criterion : default_order()) known.emplace_back(to_string(criterion));
    std::vector<Criterion> order;
    for (const Node* item : *items) {
        const auto criterion = parse_criterion(item->text);
        if (!criterion)
            c.report.error(item->mark, fmt::format("unknown criterion {}{}", quoted(item->text),
                                                   hint(item->text, known)));
        else if (std::find(order.begin(), order.end(), *criterion) != order.end())
            c.report.error(item->mark, fmt::format("criterion {} is given twice", quoted(item->text)));
        else
            order.push_back(*criterion);
    }
    for (const Criterion criterion : default_order())
        if (std::find(order.begin(), order.end(), criterion) == order.end()) order.push_back(criterion);
    c.config.rank_order = std::move(order);
}

void check_global(Checking& c, Fields& fields) {
    const bool both = fields.has("poll") && fields.has("interval");
    const Duration fallback = c.config.poll;
    const auto poll = fields.duration("poll", least_poll, most_poll);
    if (fields.has("interval")) {
        const auto interval = fields.duration("interval", least_poll, most_poll);
        c.config.poll = interval.value_or(fallback);
    }
    if (poll) c.config.poll = *poll;
    if (both)
        c.report.error(fields.peek("interval").key->mark,
                       "\"interval\" and \"poll\" are the same; keep one of them");
    check_log(c, fields.take("log"));
    if (const auto state = fields.text("state")) c.config.state = c.secrets.anchored(*state);
    check_rank(c, fields);
    check_detect(c, fields.take("detect"), c.config.detect);
    check_uplinks(c, fields.take("uplinks"));
}

/// The first key of the short form that is there, or nullptr.
const Node* short_form_key(const Fields& fields) {
    for (const char* key : {"provider", "domain", "interval"})
        if (const Field field = fields.peek(key)) return field.key;
    return nullptr;
}

void check_short_form(Checking& c, Fields& fields, const Node& first_key) {
    for (const char* key : {"accounts", "records"}) {
        const Field field = fields.take(key);
        if (!field) continue;
        c.report.show(first_key.mark);
        c.report.error(
            first_key.mark,
            fmt::format("\"{}\" belongs to the short form, but there is \"{}:\" in line {}; write it "
                        "into an account or a record",
                        first_key.text, key, field.key->mark.line));
        fields.ignore_rest();
        return;
    }
    const Field provider = fields.peek("provider");
    const bool named = provider && provider.value->is_scalar();
    check_account(c, fields, named ? provider.value->text : std::string());
    check_domains(c, fields);
}

void check_long_form(Checking& c, Fields& fields) {
    const Field accounts = fields.take("accounts");
    const Field records = fields.take("records");
    if (!accounts)
        fields.missing("accounts", "for example: accounts: { lan: { provider: hosts, path: ./hosts } }");
    check_accounts(c, accounts);
    if (!records)
        fields.missing("records", "for example: records: [{ name: home.example.com, account: lan }]");
    check_records(c, records);
    for (std::size_t i = 0; !c.report.has_errors() && i < c.accounts.size(); ++i)
        if (!c.accounts[i].used)
            c.report.warning(c.accounts[i].mark,
                             fmt::format("no record uses account \"{}\"", c.config.accounts[i].name));
}

} // namespace

void check_config(Checking& c, const Node& root) {
    if (root.is_null()) {
        c.report.error({}, "the file is empty; config.yaml.example shows what goes in");
        return;
    }
    Fields fields(c.report, root, "the configuration", {});
    if (!fields.good()) return;
    const Node* short_key = short_form_key(fields);
    check_global(c, fields);
    // Values of accounts may hold references, and in the short form they stand at the top.
    if (short_key) {
        fields.use_secrets(c.secrets);
        check_short_form(c, fields, *short_key);
    } else {
        check_long_form(c, fields);
    }
    fields.finish();
}

} // namespace ddns
