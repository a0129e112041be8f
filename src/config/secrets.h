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
    /// False: the secret, if it is one, stands in the file itself. So does `${dpapi:}`: on this machine
    /// others who can read the file may be able to read it.
    bool has_reference = false;
};

/// What a value may have.
enum class Lines : std::uint8_t { one, several };

/// Replaces `${env:X}`, `${file:path}`, `${cred:name}` (a systemd credential: systemd.exec(5)) and
/// `${dpapi:text}` (made by `ddns-reactor secret protect`: util/protected_text.h). References may stand
/// inside other text; `$${` is `${`; a `$` elsewhere is itself. One newline at the end of a file is dropped.
/// What cannot be replaced is reported at the scalar, by the name of the variable or file.
class SecretReader {
public:
    /// `folder` anchors relative paths. Both references outlive this.
    SecretReader(Report& report, const ConfigWorld& world, std::string folder)
        : report_(report), world_(world), folder_(std::move(folder)) {}

    [[nodiscard]] std::optional<Expanded> expand(const Node& scalar, Lines lines = Lines::one) const;

    /// `path` as seen from the folder of the configuration.
    [[nodiscard]] std::string anchored(const std::string& path) const;

    /// Reports at `mark` a file that cannot be read or has no certificate in PEM.
    void check_certificates(const std::string& path, const Mark& mark) const;

private:
    [[nodiscard]] std::optional<std::string> resolve(std::string_view reference, const Mark& mark) const;
    [[nodiscard]] std::optional<std::string> from_environment(std::string_view name, const Mark& mark) const;
    [[nodiscard]] std::optional<std::string> from_file(const std::string& path, const Mark& mark) const;
    [[nodiscard]] std::optional<std::string> from_credential(std::string_view name, const Mark& mark) const;
    [[nodiscard]] std::optional<std::string> from_dpapi(std::string_view base64, const Mark& mark) const;

    Report& report_;
    const ConfigWorld& world_;
    std::string folder_;
};

} // namespace ddns
