// SPDX-License-Identifier: MIT
#include "cli/example_text.h"

#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t longest_line = 4000;
constexpr std::size_t longest_reply = 100;

std::string described(const Change& change) {
    std::string values;
    for (const IpAddress& value : change.values) values += " " + value.to_string();
    return fmt::format("{} {}{}", to_string(change.type), change.name,
                       values.empty() ? " (removed)" : values);
}

/// Each line of foreign text, indented.
std::string block(std::string_view text) {
    std::string out;
    for (const std::string_view line : split(text, '\n'))
        if (!line.empty()) out += fmt::format("           {}\n", printable(line, longest_line));
    return out;
}

} // namespace

std::string example_text(const Example& example, const ExampleRun& run) {
    std::string out = example.place.line > 0 ? fmt::format("line {}\n", example.place.line) : std::string();
    for (const Change& change : example.changes) out += fmt::format("  {}\n", described(change));
    for (const ShownRequest& request : run.requests) {
        out += fmt::format("  {:<8} {}\n", request.call, printable(request.line, longest_line));
        for (const std::string& header : request.headers) out += block(header);
        out += block(request.body);
        if (!request.reply.empty())
            out += fmt::format("        <- {}\n", printable(request.reply, longest_reply));
    }
    if (!run.outcomes.empty()) out += fmt::format("  means    {}\n", join(run.outcomes, ", "));
    return out;
}

} // namespace ddns
