// SPDX-License-Identifier: MIT
#include "observe/service_log.h"

#include "fakes/temp_folder.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("a service writes its log to a file, with the date") {
    const fakes::TempFolder folder;
    const auto log = make_log({LogLevel::info, LogFormat::text}, LogTarget::service, folder.path());
    log->debug("not this");
    log->warn("the interface is gone", {{"interface", "以太网"}});
    const std::string text = folder.read("log.txt");
    CHECK(text.ends_with("Z warn  the interface is gone interface=以太网\n"));
    CHECK(text.find("not this") == std::string::npos);
}

TEST_CASE("a service without a folder, or without a right to it, only loses the file") {
    const fakes::TempFolder folder;
    make_log({LogLevel::info, LogFormat::json}, LogTarget::service)->error("no folder yet");
    make_log({LogLevel::info, LogFormat::json}, LogTarget::service, folder.path("none"))->error("no folder");
    CHECK(folder.files() == 0);
}
