// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "fakes/known_providers.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("mistakes about probes are told with their places") {
    const struct {
        const char* probe;
        const char* expected;
    } rows[] = {
        {"7", "must be a map"},
        {"{}",
         "c.yaml:1:32: error: \"probe\" needs \"url\"; for example: { url: \"https://www.example.com/\" }"},
        {"{ url: ftp://x }", "c.yaml:1:46: error: \"url\" must start with https:// (or http://)"},
        {"{ url: https://x/, every: 0 }", "error: \"every\" must be at least 1s"},
        {"{ url: https://x/, every: 25h }", "error: \"every\" must be at most 1d"},
        {"{ url: https://x/, down_after: 0 }", "error: \"down_after\" must be a number from 1 to 1000"},
        {"{ url: https://x/, up_after: many }", "error: \"up_after\" must be a number from 1 to 1000"},
        {"{ url: https://x/, upafter: 2 }", "error: unknown key \"upafter\"; did you mean \"up_after\"?"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.probe);
        fakes::FakeConfigWorld world;
        const LoadedConfig loaded =
            parse_config("uplinks: { a: { interface: e0, probe: " + std::string(row.probe) +
                             " } }\n"
                             "accounts: { lan: { provider: hosts, path: /h } }\n"
                             "records: [{ name: a.lan, account: lan }]\n",
                         "c.yaml", fakes::known_providers(), world.world());
        CHECK_FALSE(loaded.config);
        const std::string said = to_string(std::span<const Diagnostic>(loaded.diagnostics));
        CHECK_MESSAGE(said.find(row.expected) != std::string::npos, said);
    }
}
