// SPDX-License-Identifier: MIT
#include "observe/log.h"

#include "fakes/redirected_stderr.h"
#include "fakes/temp_folder.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("a line is in the file when write returns, and the level decides which are") {
    const fakes::TempFolder folder;
    {
        const fakes::RedirectedStderr redirected(folder.path("log"));
        const auto log = make_log({LogLevel::warn, LogFormat::json});
        CHECK_FALSE(log->enabled(LogLevel::info));
        log->info("not this");
        log->warn("but this", {{"k", "v"}});
        CHECK(folder.read("log").find("\"message\":\"but this\",\"k\":\"v\"}\n") != std::string::npos);
    }
    CHECK(folder.read("log").find("not this") == std::string::npos);
}

TEST_CASE("a text with braces is not a format, and one with other letters stays as it is") {
    const fakes::TempFolder folder;
    {
        const fakes::RedirectedStderr redirected(folder.path("log"));
        make_log({LogLevel::info, LogFormat::text})->info("{} {0} %s {bad 以太网");
    }
    CHECK(folder.read("log").ends_with("{} {0} %s {bad 以太网\n"));
}
