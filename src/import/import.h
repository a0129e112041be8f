// SPDX-License-Identifier: MIT
#pragma once

#include "config/known_providers.h"
#include "import/imported.h"

/// Other clients' configurations. Pure: what a file says in, what it would be here out.
namespace ddns {

/// More is no configuration that a person wrote.
constexpr std::size_t max_import_bytes = std::size_t{1} << 20;

/// "ddns-go", "inadyn", "ddclient", "ddns-updater".
std::string_view to_string(ImportFormat format);
std::optional<ImportFormat> parse_import_format(std::string_view word);

/// Whose configuration it looks like; nullopt: nobody's, or that of several.
std::optional<ImportFormat> recognise(std::string_view text);

/// Reads a configuration of at most `max_import_bytes`. `include` is asked for the files that an inadyn.conf
/// includes; one that cannot be read becomes a note. An error is about the file as a whole, which is not of
/// this format; what cannot be carried over becomes a note.
Imported<ImportedConfig> import_config(ImportFormat format, std::string_view text,
                                       const KnownProviders& providers, const IncludeReader& include);

// One reader a format.
Imported<ImportedConfig> import_ddns_go(std::string_view text, const KnownProviders& providers);
Imported<ImportedConfig> import_inadyn(std::string_view text, const KnownProviders& providers,
                                       const IncludeReader& include);
Imported<ImportedConfig> import_ddclient(std::string_view text, const KnownProviders& providers);
Imported<ImportedConfig> import_ddns_updater(std::string_view text, const KnownProviders& providers);

} // namespace ddns
