// SPDX-License-Identifier: MIT
#pragma once

#include "config/load.h"
#include "config/report.h"

#include <optional>
#include <string>

namespace ddns {

/// A scalar with its `${...}` replaced. Never shown to anybody.
struct Expanded {
    std::string text;
    bool has_reference = false; ///< false: the secret, if it is one, stands in the file itself
};

/// Replaces `${env:X}`, `${file:path}` and `${cred:name}` (a systemd credential: systemd.exec(5)). References
/// may stand inside other text; `$${` is `${`; a `$` elsewhere is itself. One newline at the end of a file is
/// dropped. What cannot be replaced is reported at the scalar, by the name of the variable or file.
class SecretReader {
public:
    /// `folder` anchors relative paths. Both references outlive this.
    SecretReader(Report& report, const ConfigWorld& world, std::string folder)
        : report_(report), world_(world), folder_(std::move(folder)) {}

    [[nodiscard]] std::optional<Expanded> expand(const Node& scalar) const;

    /// `path` as seen from the folder of the configuration.
    [[nodiscard]] std::string anchored(const std::string& path) const;

private:
    [[nodiscard]] std::optional<std::string> resolve(std::string_view reference, const Mark& mark) const;
    [[nodiscard]] std::optional<std::string> from_environment(std::string_view name, const Mark& mark) const;
    [[nodiscard]] std::optional<std::string> from_file(const std::string& path, const Mark& mark) const;
    [[nodiscard]] std::optional<std::string> from_credential(std::string_view name, const Mark& mark) const;

    Report& report_;
    const ConfigWorld& world_;
    std::string folder_;
};

} // namespace ddns
