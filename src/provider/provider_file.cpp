// SPDX-License-Identifier: MIT
#include "provider/provider_file.h"

#include "provider/embedded.h"
#include "provider/examples.h"
#include "provider/load_definition.h"
#include "util/file.h"
#include "util/path.h"
#include "util/text.h"

#include <fmt/format.h>
#include <set>

namespace ddns {

namespace {

constexpr std::size_t longest_file = 64 << 10;

std::optional<OtherFile> compiled_in(std::string_view name) {
    for (const EmbeddedProvider& provider : embedded_providers())
        if (provider.name == name)
            return OtherFile{fmt::format("providers/{}.yaml", name), std::string(provider.text)};
    return std::nullopt;
}

/// Of two files of one name the user's own wins, and may be like the other.
FindFile beside(const std::filesystem::path& folder, const std::string& name) {
    return [folder, used = std::set<std::string, std::less<>>{name}](
               std::string_view other) mutable -> std::optional<OtherFile> {
        const bool plain = other.find_first_of("/\\") == std::string_view::npos;
        if (!plain || !used.emplace(other).second) return compiled_in(other);
        const std::string path = from_path(folder / to_path(fmt::format("{}.yaml", other)));
        const auto text = read_file(path, longest_file);
        if (!text || !*text) return compiled_in(other);
        return OtherFile{path, std::string(without_examples(**text))};
    };
}

Diagnostic about(const std::string& file, Diagnostic::Severity severity, std::string message) {
    Diagnostic out;
    out.severity = severity;
    out.file = file;
    out.message = std::move(message);
    return out;
}

} // namespace

Result<ProviderFile> read_provider_file(const std::string& path) {
    const auto text = read_file(path, longest_file);
    if (!text) return tl::unexpected(text.error());
    if (!*text) return fail(ErrorKind::config, fmt::format("there is no file {}", printable(path)));
    const std::string name = from_path(to_path(path).stem());
    LoadedDefinition loaded = load_definition(name, path, **text, beside(to_path(path).parent_path(), name));
    ProviderFile out{std::move(loaded.definition), {}, std::move(loaded.diagnostics)};
    using Severity = Diagnostic::Severity;
    if (name == "hosts")
        out.diagnostics.push_back(
            about(path, Severity::error, "\"hosts\" is built in; give the file another name"));
    if (!path.ends_with(".yaml"))
        out.diagnostics.push_back(about(path, Severity::warning, "only files that end in .yaml are found"));
    if (!out.definition) return out;
    LoadedExamples examples = load_examples(*out.definition, path, **text);
    out.diagnostics.insert(out.diagnostics.end(), examples.diagnostics.begin(), examples.diagnostics.end());
    out.examples = std::move(examples.examples);
    if (!examples.diagnostics.empty()) return out;
    for (const std::string& missing : calls_not_shown(*out.definition, out.examples))
        out.diagnostics.push_back(about(path, Severity::warning, missing));
    return out;
}

} // namespace ddns
