// SPDX-License-Identifier: MIT
#include "provider/catalogue.h"

#include "provider/backends.h"
#include "provider/definition.h"
#include "provider/embedded.h"
#include "provider/load_definition.h"
#include "provider/retired.h"
#include "util/path.h"
#include "util/text.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <set>

namespace ddns {

namespace {

constexpr std::size_t longest_file = 64 << 10;

Result<std::string> read_file(const std::string& path) {
    std::ifstream in(to_path(path), std::ios::binary);
    std::string text(longest_file + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || !(in || in.eof())) return fail(ErrorKind::system, "the file cannot be read");
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

} // namespace

struct ProviderCatalogue::Impl {
    std::string folder;
    std::map<std::string, std::string, std::less<>> files;       ///< of the user, by provider
    std::map<std::string, LoadedDefinition, std::less<>> loaded; ///< what was asked for so far

    void find_files() {
        if (folder.empty()) return;
        std::error_code problem;
        std::filesystem::directory_iterator it(to_path(folder), problem);
        for (; !problem && it != std::filesystem::directory_iterator(); it.increment(problem)) {
            const auto& path = it->path();
            if (path.extension() == ".yaml") files.emplace(from_path(path.stem()), from_path(path));
        }
    }

    const LoadedDefinition* load(std::string_view name) {
        const auto known = loaded.find(name);
        if (known != loaded.end()) return &known->second;
        const auto source = files.find(name) != files.end() ? user_file(name) : embedded_file(name);
        if (!source) return nullptr;
        LoadedDefinition read;
        if (source->problem)
            read.diagnostics = {*source->problem};
        else
            read = load_definition(name, source->file.file, source->file.text,
                                   [&, used = std::set<std::string, std::less<>>{std::string(name)}](
                                       std::string_view other) mutable {
                                       return used.emplace(other).second ? file_like(other)
                                                                         : file_compiled_in(other);
                                   });
        return &loaded.emplace(name, std::move(read)).first->second;
    }

    struct Source {
        OtherFile file;
        std::optional<Diagnostic> problem;
    };

    static std::optional<Source> embedded_file(std::string_view name) {
        const auto table = embedded_providers();
        const auto entry = std::lower_bound(table.begin(), table.end(), name,
                                            [](const auto& a, std::string_view b) { return a.name < b; });
        if (entry == table.end() || entry->name != name) return std::nullopt;
        return Source{{fmt::format("providers/{}.yaml", name), std::string(without_examples(entry->text))},
                      {}};
    }

    [[nodiscard]] std::optional<Source> user_file(std::string_view name) const {
        const std::string& path = files.find(name)->second;
        const auto text = read_file(path);
        if (text) return Source{{path, std::string(without_examples(*text))}, {}};
        Diagnostic problem;
        problem.file = path;
        problem.message = text.error().what;
        return Source{{}, problem};
    }

    /// A user's file may be like the one of its own name that is compiled in; otherwise a user's own file
    /// wins.
    [[nodiscard]] std::optional<OtherFile> file_like(std::string_view name) const {
        if (files.find(name) == files.end()) return file_compiled_in(name);
        const auto source = user_file(name);
        return source->problem ? std::nullopt : std::optional(source->file);
    }
    static std::optional<OtherFile> file_compiled_in(std::string_view name) {
        const auto source = embedded_file(name);
        return source ? std::optional(source->file) : std::nullopt;
    }
};

// impl_ is filled by the constructor alone; lookups that cache go through it and stay const outside.
ProviderCatalogue::ProviderCatalogue(std::string user_folder) : impl_(std::make_unique<Impl>()) {
    impl_->folder = std::move(user_folder);
    impl_->find_files();
}

ProviderCatalogue::~ProviderCatalogue() = default;

std::vector<std::string> ProviderCatalogue::names() const {
    std::set<std::string> all;
    for (const Backend& backend : backends()) all.insert(backend.info.name);
    for (const EmbeddedProvider& provider : embedded_providers()) all.emplace(provider.name);
    for (const auto& [name, path] : impl_->files) all.insert(name);
    return {all.begin(), all.end()};
}

const ProviderInfo* ProviderCatalogue::find(std::string_view name) const {
    if (const Backend* backend = find_backend(name)) return &backend->info;
    const ProviderDefinition* found = definition(name);
    return found ? &found->info : nullptr;
}

const ProviderDefinition* ProviderCatalogue::definition(std::string_view name) const {
    if (find_backend(name)) return nullptr;
    const LoadedDefinition* found = impl_->load(name);
    return found ? found->definition.get() : nullptr;
}

std::vector<Diagnostic> ProviderCatalogue::problems(std::string_view name) const {
    if (find_backend(name)) return {};
    const LoadedDefinition* found = impl_->load(name);
    return found ? found->diagnostics : std::vector<Diagnostic>{};
}

std::optional<std::string> ProviderCatalogue::retired(std::string_view name) const {
    if (find_backend(name) || impl_->load(name)) return std::nullopt;
    return retired_sentence(name);
}

} // namespace ddns
