// SPDX-License-Identifier: MIT
#include "util/windows/command_line.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("words come out of a command line as they went in") {
    const std::vector<std::vector<std::string>> cases{
        {R"(C:\Program Files\ddns\ddns-reactor.exe)", "run", "-c", R"(C:\ProgramData\my config.yaml)"},
        {"a", "", "b"},
        {"a", R"(ends with a backslash\)", R"(C:\)"},
        {"a", R"("quoted")", R"(\")", R"(\\")", R"(a\\b)"},
        {R"(C:\folder with spaces\)", "x"},
        {"a", "tab\there", "%PATH%", "$HOME", "^&|<>"},
        {"a", "\xe4\xbb\xa5\xe5\xa4\xaa\xe7\xbd\x91", "\xf0\x9f\x90\xa7"},
    };
    for (const auto& words : cases) {
        CAPTURE(command_line(words));
        CHECK(split_command_line(command_line(words)) == words);
    }
}

TEST_CASE("words without need get no quotes") {
    CHECK(command_line({"sc", "query", "ddns-reactor"}) == "sc query ddns-reactor");
    CHECK(command_line({}).empty());
    CHECK(split_command_line("").empty());
}
