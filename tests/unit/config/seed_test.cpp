// SPDX-License-Identifier: MIT
#include "config/seed.h"

#include "fakes/known_providers.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

LoadedConfig seed(const SeedArguments& arguments) {
    fakes::FakeConfigWorld world;
    world.variables["T"] = "from-variable";
    return config_from_arguments(arguments, fakes::known_providers(), world.world());
}

std::string said(const SeedArguments& arguments) {
    const LoadedConfig loaded = seed(arguments);
    CHECK_FALSE(loaded.config);
    return to_string(std::span<const Diagnostic>(loaded.diagnostics));
}

} // namespace

TEST_CASE("four options are a whole configuration") {
    const LoadedConfig loaded = seed({"duckdns", "one,two.duckdns.org", "tok", "300", {}, {}});
    INFO(to_string(std::span<const Diagnostic>(loaded.diagnostics)));
    REQUIRE(loaded.config);
    CHECK(loaded.diagnostics.empty());
    CHECK(loaded.config->file.empty());
    CHECK(loaded.config->poll == std::chrono::minutes(5));
    CHECK(loaded.config->accounts[0].settings.at("token").reveal() == "tok");
    REQUIRE(loaded.config->records.size() == 4);
    CHECK(loaded.config->records[0].name == "one.duckdns.org");
    CHECK(loaded.config->records[2].name == "two.duckdns.org");
}

TEST_CASE("a token may come from a variable") {
    const LoadedConfig loaded = seed({"duckdns", "one", "${env:T}", {}, {}, {}});
    REQUIRE(loaded.config);
    CHECK(loaded.config->accounts[0].settings.at("token").reveal() == "from-variable");
}

TEST_CASE("what is wrong on the command line names the option, all at once") {
    CHECK(said({"dukdns", "one", "tok", "3", {}, {}}) ==
          "option -s: error: unknown provider \"dukdns\"; did you mean \"duckdns\"?\n"
          "option -i: error: \"interval\" must be at least 30s\n");
    CHECK(said({"duckdns", {}, "${env:NOPE}", {}, {}, {}}) ==
          "command line: error: the configuration needs \"domain\"; the name to keep up to date\n"
          "option -t: error: the environment variable NOPE is not set; set it, or use ${file:path}\n");
    CHECK(said({"duckdns", "a b", "t", {}, "u", {}}) ==
          "option -d: error: the name may hold letters, digits, \"-\", \"_\" and dots only\n"
          "option -u: error: unknown key \"username\"\n");
}
