// SPDX-License-Identifier: MIT
#include "import/write_config.h"

#include "config/values.h"
#include "import/yaml_scalar.h"
#include "util/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <tuple>

namespace ddns {

namespace {

constexpr std::size_t width = 100;

std::string where(const ImportPlace& place) {
    if (place.line == 0) return {};
    return place.file.empty() ? fmt::format("line {}", place.line)
                              : fmt::format("line {} of {}", place.line, place.file);
}

/// "syslog (line 3)"
std::string subject(const ImportNote& note) {
    const std::string at = where(note.place);
    return at.empty() ? note.what : fmt::format("{} ({})", note.what, at);
}

std::string sentence(std::string_view subjects, const ImportNote& note) {
    return note.kind == ImportNote::Kind::lost
               ? fmt::format("{}: not carried over, because {}.", subjects, note.text)
               : fmt::format("{}: {}.", subjects, note.text);
}

/// Notes that say the same of several options are one sentence.
std::vector<std::string> sentences(const std::vector<ImportNote>& notes) {
    std::vector<std::string> out;
    std::vector<bool> said(notes.size());
    for (std::size_t i = 0; i < notes.size(); ++i) {
        if (said[i]) continue;
        std::string subjects = subject(notes[i]);
        for (std::size_t k = i + 1; k < notes.size(); ++k) {
            if (notes[k].kind != notes[i].kind || notes[k].text != notes[i].text) continue;
            said[k] = true;
            if (notes[k] != notes[i]) subjects += ", " + subject(notes[k]);
        }
        out.push_back(sentence(subjects, notes[i]));
    }
    return out;
}

class Writer {
public:
    Writer(const ImportedConfig& config, const ImportNames& names) : config_(config), names_(names) {}

    WrittenConfig write() {
        head();
        globals();
        out_.yaml += "accounts:\n";
        entries(config_.accounts);
        out_.yaml += "\nrecords:\n";
        entries(config_.records);
        return std::move(out_);
    }

private:
    /// Words in lines of "# ...", `indent` blanks before each.
    void comment(std::size_t indent, const std::string& text) {
        std::string line;
        const auto flush = [&] {
            out_.yaml += std::string(indent, ' ') + "#" + line + "\n";
            line.clear();
        };
        for (const std::string_view word : split(text, ' ')) {
            if (!line.empty() && indent + 2 + line.size() + word.size() > width) flush();
            line += ' ';
            line += word;
        }
        flush();
    }

    void comments(std::size_t indent, const std::vector<ImportNote>& notes) {
        for (const std::string& text : sentences(notes)) comment(indent, text);
    }

    /// What has something to say stands apart.
    template <class T>
    void entries(const std::vector<T>& all) {
        bool apart = false;
        for (const T& one : all) {
            const bool says = !one.notes.empty() || !one.off.empty();
            if (&one != &all.front() && (says || apart)) out_.yaml += '\n';
            write(one);
            apart = says;
        }
    }

    void head() {
        comment(0, fmt::format("Made from {}, the configuration of {}, by `ddns-reactor import`.",
                               names_.source, names_.client));
        if (has_secrets())
            comment(0, fmt::format("The secrets are in the folder {}, a file each.", names_.secret_folder));
        if (!config_.notes.empty()) out_.yaml += "#\n";
        comments(0, config_.notes);
        out_.yaml += '\n';
    }

    void globals() {
        const std::size_t before = out_.yaml.size();
        if (config_.poll) out_.yaml += fmt::format("poll: {}\n", format_duration(*config_.poll));
        if (config_.log_level == LogLevel::debug) out_.yaml += "log: { level: debug }\n";
        if (!config_.uplinks.empty()) out_.yaml += "uplinks:\n";
        for (const auto& [name, interface] : config_.uplinks)
            out_.yaml +=
                fmt::format("  {}: {{ interface: {} }}\n", yaml_scalar(name), yaml_scalar(interface));
        if (out_.yaml.size() > before) out_.yaml += '\n';
    }

    void line(std::string_view start, std::string_view key, std::string_view value) {
        out_.yaml += fmt::format("{}{}: {}\n", start, key, value);
    }

    static bool in_a_file(const ImportedSetting& setting) {
        return setting.value.kind == ImportedValue::Kind::content ||
               (setting.value.kind == ImportedValue::Kind::text && setting.secret);
    }

    bool has_secrets() const {
        return std::any_of(
            config_.accounts.begin(), config_.accounts.end(), [](const ImportedAccount& account) {
                return std::any_of(account.settings.begin(), account.settings.end(), in_a_file);
            });
    }

    std::string new_file(std::string wish) {
        while (!files_.insert(to_lower(wish)).second) wish += '-';
        return wish;
    }

    std::string value_of(const ImportedAccount& account, const ImportedSetting& setting) {
        const Secret& text = setting.value.text;
        if (setting.value.kind == ImportedValue::Kind::variable)
            return fmt::format("\"${{env:{}}}\"", text.reveal());
        if (setting.value.kind == ImportedValue::Kind::file)
            return fmt::format("\"${{file:{}}}\"", text.reveal());
        if (!in_a_file(setting)) return yaml_scalar(escape_references(text.reveal()));
        const std::string file = new_file(fmt::format("{}-{}", account.name, setting.name));
        out_.secrets.emplace_back(file, text);
        const std::string path = fmt::format("{}/{}", names_.secret_folder, file);
        return setting.value.kind == ImportedValue::Kind::content ? yaml_scalar(path)
                                                                  : fmt::format("\"${{file:{}}}\"", path);
    }

    void write(const ImportedAccount& account) {
        comments(2, account.notes);
        const bool active = account.off.empty();
        if (!active) comment(2, fmt::format("Not active: {}. To use it, take the \"#\" away.", account.off));
        const std::string_view start = active ? "    " : "  #  ";
        out_.yaml += fmt::format("{}{}:\n", active ? "  " : "  #", yaml_scalar(account.name));
        line(start, "provider", yaml_scalar(account.provider));
        if (!account.url.empty()) line(start, "url", yaml_scalar(escape_references(account.url)));
        for (const std::string& name : account.missing) line(start, name, "FILL ME IN");
        for (const ImportedSetting& setting : account.settings)
            line(start, setting.name, value_of(account, setting));
        if (account.allow_http) line(start, "allow_http", "true");
        if (!account.ca.empty()) line(start, "ca", yaml_scalar(escape_references(account.ca)));
        if (!account.interface.empty())
            line(start, "interface", yaml_scalar(escape_references(account.interface)));
        if (account.timeout) line(start, "timeout", format_duration(*account.timeout));
    }

    using Pairs = std::vector<std::pair<std::string_view, std::string>>;

    Pairs pairs_of(const ImportedRecord& record) const {
        Pairs pairs{{"name", yaml_scalar(record.name)},
                    {"account", yaml_scalar(config_.accounts[record.account].name)}};
        if (record.types.size() == 1)
            pairs.emplace_back("types", fmt::format("[{}]", to_string(record.types[0])));
        if (record.ttl) pairs.emplace_back("ttl", std::to_string(*record.ttl));
        if (!record.uplink.empty()) pairs.emplace_back("address", yaml_scalar(record.uplink));
        if (record.source != AddressSource::auto_)
            pairs.emplace_back("source", record.source == AddressSource::detect ? "detect" : "interface");
        for (const ImportedOption& option : record.options)
            pairs.emplace_back(option.name, yaml_scalar(option.value));
        return pairs;
    }

    /// On one line if there is room.
    void write(const ImportedRecord& record) {
        comments(2, record.notes);
        const bool active = record.off.empty();
        if (!active) comment(2, fmt::format("Not active: {}. To use it, take the \"#\" away.", record.off));
        const std::string start = active ? "  " : "  #";
        const Pairs pairs = pairs_of(record);
        std::string one_line;
        for (const auto& [key, value] : pairs)
            one_line += fmt::format("{}{}: {}", one_line.empty() ? "" : ", ", key, value);
        if (one_line.size() + 8 <= width) {
            out_.yaml += fmt::format("{}- {{ {} }}\n", start, one_line);
            return;
        }
        for (std::size_t i = 0; i < pairs.size(); ++i)
            line(start + (i == 0 ? "- " : "  "), pairs[i].first, pairs[i].second);
    }

    const ImportedConfig& config_;
    const ImportNames& names_;
    WrittenConfig out_;
    std::set<std::string> files_; ///< in lower case
};

} // namespace

WrittenConfig write_config(const ImportedConfig& config, const ImportNames& names) {
    return Writer(config, names).write();
}

std::string list_notes(const ImportedConfig& config, const ImportNames& names) {
    std::vector<ImportNote> all = config.notes;
    for (const ImportedAccount& account : config.accounts)
        all.insert(all.end(), account.notes.begin(), account.notes.end());
    for (const ImportedRecord& record : config.records)
        all.insert(all.end(), record.notes.begin(), record.notes.end());
    for (const ImportedRecord& record : config.records)
        if (!record.off.empty())
            all.push_back({ImportNote::Kind::hint, record.place, record.name, "not active: " + record.off});
    std::stable_sort(all.begin(), all.end(), [](const ImportNote& a, const ImportNote& b) {
        return std::tie(a.place.file, a.place.line, a.what, a.text) <
               std::tie(b.place.file, b.place.line, b.what, b.text);
    });
    all.erase(std::unique(all.begin(), all.end()), all.end());
    std::string out;
    for (const ImportNote& note : all) {
        const std::string& file = note.place.file.empty() ? names.source : note.place.file;
        const std::string line = note.place.line > 0 ? fmt::format(":{}", note.place.line) : "";
        out += fmt::format("{}{}: {}\n", file, line, sentence(note.what, note));
    }
    return out;
}

} // namespace ddns
