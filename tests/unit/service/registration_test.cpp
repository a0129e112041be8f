// SPDX-License-Identifier: MIT
#include "service/registration.h"
#include "service/task_xml.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

const std::string program = R"(C:\Program Files\ddns-reactor\ddns-reactor.exe)";

Registration registration(StartMode mode, std::string config = R"(C:\ProgramData\ddns-reactor\config.yaml)") {
    return {mode, program, std::move(config)};
}

} // namespace

TEST_CASE("what Windows is told to start says how it was started") {
    CHECK(
        registered_command(registration(StartMode::service)) ==
        R"("C:\Program Files\ddns-reactor\ddns-reactor.exe" run --service -c C:\ProgramData\ddns-reactor\config.yaml)");
    CHECK(
        registered_command(registration(StartMode::logon, R"(C:\Users\Jürgen Groß\配置.yaml)")) ==
        R"("C:\Program Files\ddns-reactor\ddns-reactor.exe" run --hidden -c "C:\Users\Jürgen Groß\配置.yaml")");
}

TEST_CASE("an installation is known by its command line alone") {
    for (const StartMode mode : {StartMode::service, StartMode::task, StartMode::logon}) {
        const Registration wanted = registration(mode, R"(D:\my "own" files\c.yaml)");
        CHECK(registration_of(mode, registered_command(wanted)) == wanted);
    }
    for (const char* foreign :
         {"", "C:\\other.exe", R"("C:\d.exe" run --service)", R"("C:\d.exe" run --service -c a b)",
          R"("C:\d.exe" run --hidden -c a.yaml)", R"("C:\d.exe" serve --service -c a.yaml)"}) {
        CAPTURE(foreign);
        CHECK_FALSE(registration_of(StartMode::service, foreign).has_value());
    }
}

TEST_CASE("the words for the modes lead there and back") {
    for (const StartMode mode : {StartMode::service, StartMode::task, StartMode::logon})
        CHECK(start_mode(to_string(mode)) == mode);
    CHECK_FALSE(start_mode("Service").has_value());
}

TEST_CASE("a task starts at boot, without limits, with the least rights") {
    const std::string xml = task_xml(registration(StartMode::task));
    for (const char* part :
         {"<BootTrigger>", "<UserId>S-1-5-19</UserId>", "<RunLevel>LeastPrivilege</RunLevel>",
          "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
          "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>",
          "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
          "<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>", "<RestartOnFailure>",
          "<RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>",
          R"(<Command>C:\Program Files\ddns-reactor\ddns-reactor.exe</Command>)",
          R"(<Arguments>run --hidden -c C:\ProgramData\ddns-reactor\config.yaml</Arguments>)"}) {
        CAPTURE(part);
        CHECK(xml.find(part) != std::string::npos);
    }
}

TEST_CASE("nothing in a path can become XML, and it comes back as it was") {
    const Registration strange{StartMode::task, R"(C:\R&D <new>\d's.exe)", R"(C:\a b\x&amp;"</Exec>.yaml)"};
    const std::string xml = task_xml(strange);
    CHECK(xml.find(R"(<Command>C:\R&amp;D &lt;new&gt;\d&apos;s.exe</Command>)") != std::string::npos);
    CHECK(xml.find("</Exec>.yaml") == std::string::npos);
    CHECK(registration_of_task(xml) == strange);
    CHECK(registration_of_task(task_xml(registration(StartMode::task))) == registration(StartMode::task));
}

TEST_CASE("a task whose command was not kept is known by its documentation, never the other way round") {
    const Registration wanted = registration(StartMode::task, R"(C:\a & b.yaml)");
    std::string xml = task_xml(wanted);
    const std::size_t begin = xml.find("<Exec>"), end = xml.find("</Exec>") + 7;
    CHECK(registration_of_task(xml.replace(begin, end - begin, "<Exec/>")) == wanted);
    CHECK_FALSE(registration_of_task(xml + "<Command>C:\\other.exe</Command>").has_value());
}

TEST_CASE("a task of somebody else is not ours") {
    for (const char* foreign :
         {"", "<Task/>", "<Command>C:\\other.exe</Command>",
          "<Command>C:\\d.exe</Command><Arguments>run -c a.yaml</Arguments>", "<Command>C:\\d.exe"}) {
        CAPTURE(foreign);
        CHECK_FALSE(registration_of_task(foreign).has_value());
    }
}
