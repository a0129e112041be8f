// SPDX-License-Identifier: MIT
#include "config/load.h"
#include "fakes/known_providers.h"
#include "import/draft.h"
#include "import/import.h"
#include "import/write_config.h"

#include <cstdlib>

namespace {

/// What the import says is active, our own loader takes.
void check(const ddns::ImportedConfig& config, const ddns::KnownProviders& providers) {
    using namespace ddns;
    const ImportNames names{"in", "client", "secrets"};
    if (!any_active(config)) return;
    const WrittenConfig written = write_config(config, names);
    fakes::FakeConfigWorld world;
    for (const auto& [file, content] : written.secrets)
        world.files["/srv/secrets/" + file] = content.reveal();
    ConfigWorld real = world.world();
    real.read_file = [own = real.read_file](const std::string& path, std::size_t limit) {
        return path.starts_with("/srv/secrets/") ? own(path, limit) : Result<std::string>("home:eA==");
    };
    real.environment = [](const std::string&) { return std::optional<std::string>("home:eA=="); };
    const LoadedConfig loaded = parse_config(written.yaml, "/srv/config.yaml", providers, real);
    if (loaded.config) return;
    std::fputs(written.yaml.c_str(), stderr);
    std::fputs(to_string(std::span<const Diagnostic>(loaded.diagnostics)).c_str(), stderr);
    std::abort();
}

} // namespace

/// Any bytes as the configuration of each of the other clients.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace ddns;
    static const ProviderCatalogue catalogue;
    static const KnownProviders providers(catalogue);
    const std::string text(reinterpret_cast<const char*>(data), size);
    (void)recognise(text);
    const IncludeReader itself = [&](const std::string&) -> Result<std::string> { return text; };
    for (const ImportFormat format :
         {ImportFormat::ddns_go, ImportFormat::inadyn, ImportFormat::ddclient, ImportFormat::ddns_updater})
        if (const auto config = import_config(format, text, providers, itself)) check(*config, providers);
    return 0;
}
