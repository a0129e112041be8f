// SPDX-License-Identifier: MIT
#pragma once

#include "config/node.h"
#include "config/report.h"
#include "config/secrets.h"
#include "util/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ddns {

/// `; did you mean "x"?`, or the known words when they are few, or "".
std::string hint(std::string_view word, const std::vector<std::string>& known);

/// `"word"` when it is short and printable, else `this`: foreign text in a message.
std::string quoted(std::string_view word);

/// One key of a map; false when it is absent.
struct Field {
    const Node* key = nullptr;
    const Node* value = nullptr;
    explicit operator bool() const { return value != nullptr; }
};

/// Reads one map key by key and remembers what was asked for, so that in the end everything nobody asked for
/// is reported. Readers give nullopt both for "not there" and for "wrong", and report the latter.
class Fields {
public:
    /// `owner` names the map in messages ("account \"cf\""); `place` is where a missing key is reported.
    /// With `secrets`, `${...}` is replaced in the scalars that are read. All references outlive this.
    Fields(Report& report, const Node& map, std::string owner, Mark place,
           const SecretReader* secrets = nullptr);

    /// From now on as if `secrets` had been given.
    void use_secrets(const SecretReader& secrets) { secrets_ = &secrets; }

    /// Whether it is a map at all; when not, that has been reported and every key is absent.
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] const Mark& place() const { return place_; }
    [[nodiscard]] const std::string& owner() const { return owner_; }
    [[nodiscard]] Report& report() const { return report_; }

    /// Also makes the key a known one.
    Field take(std::string_view key);
    [[nodiscard]] bool has(std::string_view key) const { return bool(peek(key)); }
    /// The same without making the key a known one.
    [[nodiscard]] Field peek(std::string_view key) const;

    /// A scalar that is not empty.
    std::optional<std::string> text(std::string_view key);
    std::optional<bool> truth(std::string_view key);
    std::optional<std::uint64_t> number(std::string_view key, std::uint64_t least, std::uint64_t most);
    std::optional<Duration> duration(std::string_view key, Duration least, Duration most);
    /// One scalar or a list of them, none empty; nullopt when absent or wrong as a whole.
    std::optional<std::vector<const Node*>> items(std::string_view key);

    /// A setting: quoted nowhere, may be given as "".
    std::optional<Expanded> secret(std::string_view key, Lines lines = Lines::one);

    void error(const Field& field, std::string message) const {
        report_.error(field.value->mark, std::move(message));
    }
    void missing(std::string_view key, std::string_view what_to_do) const;

    /// Reports the keys that nobody took.
    void finish();
    /// Nobody can say what the rest means, because of an error that is reported already. Only what looks like
    /// a slip of a known key is still reported.
    void ignore_rest() { ignored_ = true; }

private:
    [[nodiscard]] std::size_t find(std::string_view key) const;
    [[nodiscard]] const Node& key_at(std::size_t i) const { return map_.children[2 * i]; }
    [[nodiscard]] const Node& value_at(std::size_t i) const { return map_.children[2 * i + 1]; }
    void refuse_duplicates();
    void report_unknown(std::size_t i);
    bool usable_scalar(const Field& field);
    [[nodiscard]] std::optional<std::string> plain_text(const Field& field) const;

    Report& report_;
    const Node& map_;
    std::string owner_;
    Mark place_;
    const SecretReader* secrets_;
    bool good_ = false;
    bool ignored_ = false;
    std::vector<bool> taken_;
    std::vector<std::string_view> known_;
};

/// The word's value in a table of {name, value}; unknown words are reported with a hint.
template <class T, std::size_t n>
std::optional<T> choice(Report& report, const Node& scalar, std::string_view what,
                        const std::pair<std::string_view, T> (&table)[n]) {
    std::vector<std::string> known;
    for (const auto& [name, value] : table) {
        if (name == scalar.text) return value;
        known.emplace_back(name);
    }
    report.error(scalar.mark,
                 "unknown " + std::string(what) + " " + quoted(scalar.text) + hint(scalar.text, known));
    return std::nullopt;
}

} // namespace ddns
