// SPDX-License-Identifier: MIT
#include "config/secrets.h"

#include "config/values.h"
#include "util/path.h"
#include "util/text.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::size_t max_secret_bytes = std::size_t{1} << 20;
constexpr std::size_t max_certificate_bytes = std::size_t{8} << 20;
constexpr std::size_t longest_command = 400;
const std::array<std::string, 4> schemes{"env", "file", "cred", "dpapi"};

bool is_variable_name(std::string_view name) {
    const auto part = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !name.empty() && name.size() <= 128 && std::all_of(name.begin(), name.end(), part);
}

void drop_one_newline(std::string& text) {
    if (!text.empty() && text.back() == '\n') text.pop_back();
    if (!text.empty() && text.back() == '\r') text.pop_back();
}

bool has_control_character(std::string_view text, Lines lines) {
    return std::any_of(text.begin(), text.end(), [lines](char c) {
        if (lines == Lines::several && (c == '\n' || c == '\r' || c == '\t')) return false;
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

} // namespace

std::string SecretReader::anchored(const std::string& path) const {
    const std::filesystem::path given = to_path(path);
    if (given.is_absolute() || path.empty()) return path;
    return from_path((to_path(folder_) / given).lexically_normal());
}

void SecretReader::check_certificates(const std::string& path, const Mark& mark) const {
    const auto text = world_.read_file(path, max_certificate_bytes);
    if (!text)
        report_.error(mark, text.error().what);
    else if (*text != assumed_secret && text->find("-----BEGIN ") == std::string::npos)
        report_.error(mark, fmt::format("{} holds no certificate; `ca` takes a PEM file", printable(path)));
}

std::optional<std::string> SecretReader::from_environment(std::string_view name, const Mark& mark) const {
    if (!is_variable_name(name)) {
        report_.error(mark, "\"${env:...}\" must name an environment variable, as in ${env:DNS_TOKEN}");
        return std::nullopt;
    }
    auto value = world_.environment(std::string(name));
    if (!value)
        report_.error(
            mark, fmt::format("the environment variable {} is not set; set it, or use ${{file:path}}", name));
    return value;
}

std::optional<std::string> SecretReader::from_file(const std::string& path, const Mark& mark) const {
    auto content = world_.read_file(path, max_secret_bytes);
    if (!content) {
        report_.error(mark, content.error().what);
        return std::nullopt;
    }
    drop_one_newline(*content);
    return std::move(*content);
}

std::optional<std::string> SecretReader::from_credential(std::string_view name, const Mark& mark) const {
    if (!is_plain_name(name)) {
        report_.error(mark,
                      "\"${cred:...}\" must name a credential of the systemd unit, as in ${cred:dns-token}");
        return std::nullopt;
    }
    const auto folder = world_.environment("CREDENTIALS_DIRECTORY");
    if (!folder || folder->empty()) {
        report_.error(mark,
                      fmt::format("${{cred:{}}} works in a systemd unit with LoadCredential={}:PATH only "
                                  "(CREDENTIALS_DIRECTORY is not set); use ${{file:PATH}} elsewhere",
                                  name, name));
        return std::nullopt;
    }
    return from_file(*folder + "/" + std::string(name), mark);
}

std::optional<std::string> SecretReader::from_dpapi(std::string_view base64, const Mark& mark) const {
    auto text = world_.unprotect(std::string(base64));
    if (!text) {
        report_.error(mark, text.error().what);
        return std::nullopt;
    }
    return std::move(*text);
}

std::optional<std::string> SecretReader::resolve(std::string_view reference, const Mark& mark) const {
    const std::size_t colon = reference.find(':');
    const std::string_view scheme = reference.substr(0, colon);
    const std::string_view name =
        colon == std::string_view::npos ? std::string_view() : reference.substr(colon + 1);
    if (scheme == "env" && !name.empty()) return from_environment(name, mark);
    if (scheme == "cred" && !name.empty()) return from_credential(name, mark);
    if (scheme == "dpapi" && !name.empty()) return from_dpapi(name, mark);
    if (scheme == "file" && !name.empty()) {
        const std::string path = anchored(std::string(name));
        auto content = from_file(path, mark);
        if (content && world_.readable_by_others(path))
            report_.warning(mark, fmt::format("{} can be read by others; run: {}", printable(path),
                                              printable(world_.close_command(path), longest_command)));
        return content;
    }
    std::string message = "\"${\" starts a reference: ${env:NAME}, ${file:path}, ${cred:name} or "
                          "${dpapi:TEXT}";
    if (std::find(schemes.begin(), schemes.end(), scheme) != schemes.end())
        message = fmt::format("\"${{{}:...}}\" needs a name after the colon", scheme);
    else if (const auto near =
                 colon == std::string_view::npos ? std::nullopt : closest_match(scheme, schemes))
        message =
            fmt::format("unknown reference \"${{{}:...}}\"; did you mean \"${{{}:...}}\"?", scheme, *near);
    report_.error(
        mark, message + (message.back() == '?' ? "" : "; write \"$${\" for the two characters themselves"));
    return std::nullopt;
}

std::optional<Expanded> SecretReader::expand(const Node& scalar, Lines lines) const {
    Expanded out;
    bool good = true;
    std::string_view rest = scalar.text;
    for (std::size_t at = 0; (at = rest.find("${")) != std::string_view::npos;) {
        if (at > 0 && rest[at - 1] == '$') {
            out.text += rest.substr(0, at - 1);
            out.text += "${";
            rest.remove_prefix(at + 2);
            continue;
        }
        out.text += rest.substr(0, at);
        const std::size_t end = rest.find('}', at);
        if (end == std::string_view::npos) {
            report_.error(scalar.mark,
                          "a \"${\" is not closed with \"}\"; write \"$${\" for the two characters "
                          "themselves");
            return std::nullopt;
        }
        const std::string_view reference = rest.substr(at + 2, end - at - 2);
        out.has_reference = out.has_reference || !reference.starts_with("dpapi:");
        const auto value = resolve(reference, scalar.mark);
        good = good && value.has_value();
        if (value) out.text += *value;
        rest.remove_prefix(end + 1);
    }
    out.text += rest;
    if (good && has_control_character(out.text, lines)) {
        report_.error(scalar.mark,
                      "the value has a line break or a control character inside; it must be one line");
        good = false;
    }
    return good ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace ddns
