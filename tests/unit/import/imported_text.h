// SPDX-License-Identifier: MIT
#pragma once

#include "config/load.h"
#include "fakes/known_providers.h"
#include "import/import.h"
#include "import/write_config.h"

#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

namespace ddns::testing {

/// A file that somebody else's client takes, written for these tests.
inline std::string sample(const std::string& name) {
    const std::ifstream file(DDNS_SOURCE_DIR "/tests/unit/import/samples/" + name, std::ios::binary);
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// One import from the original to what our own loader makes of the result.
struct ImportedText {
    std::string yaml, notes;
    std::map<std::string, std::string> secrets; ///< by file name
    LoadedConfig loaded;
    std::string error; ///< of an original that was refused, with its line in front

    [[nodiscard]] bool says(const std::string& line) const {
        return ("\n" + notes).find("\n" + line + "\n") != std::string::npos;
    }
    [[nodiscard]] const Account* account(const std::string& name) const {
        for (const Account& one : loaded.config->accounts)
            if (one.name == name) return &one;
        return nullptr;
    }
    /// The record of that name and type.
    [[nodiscard]] const Record* record(const std::string& name, RecordType type) const {
        for (const Record& one : loaded.config->records)
            if (one.name == name && one.type == type) return &one;
        return nullptr;
    }
};

/// `providers` outlives the result.
inline ImportedText import_text(ImportFormat format, const std::string& text, const KnownProviders& providers,
                                const IncludeReader& include = {}) {
    ImportedText out;
    const auto config = import_config(format, text, providers, include);
    if (!config) {
        out.error = std::to_string(config.error().line) + ": " + config.error().message;
        return out;
    }
    const ImportNames names{"in", std::string(to_string(format)), "secrets"};
    const WrittenConfig written = write_config(*config, names);
    fakes::FakeConfigWorld world;
    world.variables = {{"SECRET", "from-outside"}};
    // Files of the original that the result goes on using.
    for (const char* path : {"/etc/keys/example.edu.key", "/srv/value2,"})
        world.files[path] = "home:c2VjcmV0";
    for (const auto& [file, content] : written.secrets) {
        out.secrets[file] = content.reveal();
        world.files["/srv/secrets/" + file] = content.reveal() + "\n";
    }
    out.yaml = written.yaml;
    out.notes = list_notes(*config, names);
    out.loaded = parse_config(written.yaml, "/srv/config.yaml", providers, world.world());
    return out;
}

} // namespace ddns::testing
