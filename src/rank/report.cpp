// SPDX-License-Identifier: MIT
#include "rank/report.h"

#include "rank/select.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {
namespace {

constexpr std::size_t line_width = 100;
constexpr std::size_t longest_name = 24;

Json to_json(const std::vector<Candidate>& ranked) {
    Json::Array list;
    for (const Candidate& candidate : ranked) {
        Json::Array why;
        for (std::string& reason : reasons(candidate)) why.emplace_back(std::move(reason));
        list.emplace_back(Json::Object{{"address", candidate.address.to_string()},
                                       {"interface", candidate.interface},
                                       {"class", to_string(candidate.address_class)},
                                       {"reasons", std::move(why)}});
    }
    return list;
}

Json to_json(const std::vector<Exclusion>& excluded) {
    Json::Array list;
    for (const Exclusion& exclusion : excluded)
        list.emplace_back(Json::Object{{"address", exclusion.address.to_string()},
                                       {"interface", exclusion.interface},
                                       {"reason", describe(exclusion)}});
    return list;
}

std::optional<IpAddress> to_publish(const Candidates& candidates, Family family) {
    const std::vector<Candidate> chosen = select(candidates, family, AddressPolicy{});
    if (chosen.empty()) return std::nullopt;
    return chosen.front().address;
}

Json publish_json(const Candidates& candidates, Family family) {
    const auto address = to_publish(candidates, family);
    return address ? Json(address->to_string()) : Json();
}

std::string name_of(const Candidate& candidate) {
    const std::string interface = printable(candidate.interface, longest_name);
    return candidate.uplink.empty() || candidate.uplink == candidate.interface
               ? interface
               : fmt::format("{} ({})", interface, printable(candidate.uplink, longest_name));
}

/// Lays out the lines of a table: a mark, two aligned columns, and phrases that wrap below each other.
class Table {
public:
    explicit Table(bool colour) : colour_(colour) {}

    void measure(const std::string& first, const std::string& second) {
        first_ = std::max(first_, first.size());
        second_ = std::max(second_, second.size());
    }
    void heading(std::string_view text) {
        if (!out_.empty()) out_ += '\n';
        out_ += painted(text, "1") + "\n";
    }
    void line(std::string_view mark, const std::string& first, const std::string& second,
              const std::vector<std::string>& phrases, std::string_view paint) {
        const std::string start =
            fmt::format("  {:1} {:<{}}  {:<{}}  ", mark, first, first_, second, second_);
        const std::size_t indent = 8 + first_ + second_;
        std::string text;
        std::size_t column = indent;
        for (std::size_t i = 0; i < phrases.size(); ++i) {
            const std::string phrase = phrases[i] + (i + 1 < phrases.size() ? "," : "");
            if (i > 0 && column + 1 + phrase.size() > line_width) {
                text += "\n" + std::string(indent, ' ');
                column = indent;
            } else if (i > 0) {
                text += ' ';
                ++column;
            }
            text += phrase;
            column += phrase.size();
        }
        out_ += painted(start + text, paint) + "\n";
    }
    void note(std::string_view text) { out_ += fmt::format("    {}\n", text); }
    void legend(std::string_view text) { out_ += fmt::format("\n{}\n", painted(text, "2")); }
    std::string take() { return std::move(out_); }

private:
    [[nodiscard]] std::string painted(std::string_view text, std::string_view code) const {
        if (!colour_ || code.empty()) return std::string(text);
        return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
    }

    bool colour_;
    std::size_t first_ = 0, second_ = 0;
    std::string out_;
};

/// Tighter than `reasons`, so that most candidates have one line: the address before stands on the line
/// above, and of the registry's blocks only those named that the class does not tell.
std::vector<std::string> short_reasons(const Candidate& candidate) {
    std::vector<std::string> list = reasons(candidate);
    list[0] = candidate.has_default ? "default route" : "no default route";
    if (candidate.address_class != AddressClass::special) list[1] = to_string(candidate.address_class);
    if (candidate.behind_by) list.back() = fmt::format("behind by {}", to_string(*candidate.behind_by));
    return list;
}

void add_family(Table& table, const Candidates& candidates, Family family) {
    const std::vector<Candidate>& ranked = candidates.of(family);
    table.heading(family == Family::v4 ? "IPv4" : "IPv6");
    const auto winner = to_publish(candidates, family);
    for (const Candidate& candidate : ranked) {
        const bool wins = winner && candidate.address == *winner;
        table.line(wins ? "*" : "", candidate.address.to_string(), name_of(candidate),
                   short_reasons(candidate), wins ? "32" : "");
    }
    if (ranked.empty())
        table.note("no address");
    else if (!winner)
        table.note(fmt::format("nothing to publish: {} is refused, {}", ranked.front().address.to_string(),
                               refusal(ranked.front(), AddressPolicy{}).value_or("")));
}

} // namespace

Json rank_report(const Candidates& candidates) {
    return Json::Object{{"v4", to_json(candidates.v4)},
                        {"v6", to_json(candidates.v6)},
                        {"excluded", to_json(candidates.excluded)},
                        {"publish", Json::Object{{"v4", publish_json(candidates, Family::v4)},
                                                 {"v6", publish_json(candidates, Family::v6)}}}};
}

std::string rank_table(const Candidates& candidates, bool colour) {
    Table table(colour);
    for (const auto* list : {&candidates.v4, &candidates.v6})
        for (const Candidate& candidate : *list)
            table.measure(candidate.address.to_string(), name_of(candidate));
    for (const Exclusion& exclusion : candidates.excluded)
        table.measure(exclusion.address.to_string(), printable(exclusion.interface, longest_name));
    add_family(table, candidates, Family::v4);
    add_family(table, candidates, Family::v6);
    if (!candidates.excluded.empty()) table.heading("Not ranked");
    for (const Exclusion& exclusion : candidates.excluded)
        table.line("", exclusion.address.to_string(), printable(exclusion.interface, longest_name),
                   {describe(exclusion)}, "2");
    if (to_publish(candidates, Family::v4) || to_publish(candidates, Family::v6))
        table.legend("* is what a record with the default settings gets");
    return table.take();
}

} // namespace ddns
