// SPDX-License-Identifier: MIT
#include "provider/hosts_block.h"

#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace ddns {

namespace {

constexpr std::string_view begin_mark = "# BEGIN ddns-reactor ";
constexpr std::string_view end_mark = "# END ddns-reactor ";

/// Where the lines between the markers are in the text.
struct Place {
    std::size_t from = 0, to = 0;
    std::string_view line_end = "\n";
};

/// The account of a marker line, or nullopt.
std::optional<std::string_view> marked(std::string_view line, std::string_view mark) {
    if (line.substr(0, mark.size()) != mark) return std::nullopt;
    return trim(line.substr(mark.size()));
}

tl::unexpected<Error> damaged(std::string_view account, std::string_view what) {
    return fail(ErrorKind::system,
                fmt::format("{}{}: {}; repair the markers or remove the block", begin_mark, account, what));
}

/// nullopt: there is no block.
Result<std::optional<Place>> find_block(std::string_view text, std::string_view account) {
    std::optional<Place> place;
    bool open = false;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t newline = text.find('\n', start);
        const std::size_t next = newline == std::string_view::npos ? text.size() : newline + 1;
        const std::string_view line = text.substr(start, next - start);
        const auto begins = marked(line, begin_mark);
        const auto ends = marked(line, end_mark);
        if (begins == account) {
            if (place) return damaged(account, "it begins twice");
            if (newline == std::string_view::npos) return damaged(account, "its END is missing");
            place = Place{next, next, line.size() > 1 && line[line.size() - 2] == '\r' ? "\r\n" : "\n"};
            open = true;
        } else if (ends == account) {
            if (!open) return damaged(account, "there is an END without its BEGIN");
            place->to = start;
            open = false;
        } else if (open && (begins || ends)) {
            return damaged(account, "its END is missing before another account's marker");
        }
        start = next;
    }
    if (open) return damaged(account, "its END is missing");
    return place;
}

void read_line(std::string_view line, HostsEntries& entries) {
    line = trim(line.substr(0, line.find('#')));
    const std::size_t end = line.find_first_of(" \t");
    const auto address = IpAddress::parse(line.substr(0, end));
    if (!address) return;
    while (end != std::string_view::npos) {
        line = trim(line.substr(line.find_first_of(" \t")));
        const std::size_t length = line.find_first_of(" \t");
        const std::string_view name = line.substr(0, length);
        if (is_hosts_name(name)) entries.insert(HostsEntry{to_lower(name), *address});
        if (length == std::string_view::npos) return;
    }
}

std::string lines_of(const HostsEntries& entries, std::string_view line_end) {
    std::string lines;
    for (const HostsEntry& entry : entries)
        lines += fmt::format("{} {}{}", entry.address.to_string(), entry.name, line_end);
    return lines;
}

std::string with_new_block(std::string_view text, std::string_view account, const HostsEntries& entries) {
    const std::size_t first = text.find('\n');
    const bool crlf = first != std::string_view::npos && first > 0 && text[first - 1] == '\r';
    const std::string_view line_end = crlf ? "\r\n" : "\n";
    std::string out(text);
    if (!out.empty() && out.back() != '\n') out += line_end;
    out += fmt::format("{}{}{}", begin_mark, account, line_end);
    out += lines_of(entries, line_end);
    out += fmt::format("{}{}{}", end_mark, account, line_end);
    return out;
}

} // namespace

bool is_hosts_name(std::string_view name) {
    if (name.empty() || name.size() > 253) return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    });
}

bool is_marker_name(std::string_view account) {
    if (account.empty() || account.size() > 200 || trim(account) != account) return false;
    return std::all_of(account.begin(), account.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 && byte != 0x7f;
    });
}

Result<HostsEntries> read_hosts_block(std::string_view text, std::string_view account) {
    const auto place = find_block(text, account);
    if (!place) return tl::unexpected<Error>(place.error());
    HostsEntries entries;
    if (!*place) return entries;
    for (const std::string_view line :
         split(text.substr((*place)->from, (*place)->to - (*place)->from), '\n'))
        read_line(line, entries);
    return entries;
}

Result<std::string> write_hosts_block(std::string_view text, std::string_view account,
                                      const HostsEntries& entries) {
    const auto place = find_block(text, account);
    if (!place) return tl::unexpected<Error>(place.error());
    if (!*place) return with_new_block(text, account, entries);
    std::string out(text.substr(0, (*place)->from));
    out += lines_of(entries, (*place)->line_end);
    out += text.substr((*place)->to);
    return out;
}

bool set_hosts_values(HostsEntries& entries, const std::string& name, RecordType type,
                      const std::vector<IpAddress>& values) {
    const Family family = family_of(type);
    std::vector<IpAddress> before;
    for (auto i = entries.lower_bound(HostsEntry{name, IpAddress()});
         i != entries.end() && i->name == name;) {
        if (i->address.family() != family) {
            ++i;
            continue;
        }
        before.push_back(i->address);
        i = entries.erase(i);
    }
    for (const IpAddress& value : values) entries.insert(HostsEntry{name, value});
    std::vector<IpAddress> wanted = values;
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    return before != wanted;
}

} // namespace ddns
