// SPDX-License-Identifier: MIT
#include "state/store.h"

#include "fakes/temp_folder.h"
#include "unit/state/facts.h"
#include "util/windows/access.h"
#include "util/windows/api_path.h"
#include "util/windows/handle.h"
#include "util/windows/wide.h"
#include "util/windows_words.h"

#include <doctest/doctest.h>
#include <random>

using namespace ddns;
using namespace ddns::state_test;
using fakes::TempFolder;

namespace {

constexpr const wchar_t* child_folder = L"DDNS_TEST_STATE_FOLDER";
constexpr const wchar_t* child_first = L"DDNS_TEST_STATE_FIRST";

std::wstring variable(const wchar_t* name) {
    wchar_t value[1024];
    return {value, GetEnvironmentVariableW(name, value, static_cast<DWORD>(std::size(value)))};
}

/// This program once more, doing nothing but the test case "state: the child that is killed".
struct Child {
    Handle process, numbers;

    Child(const std::string& folder, std::uint32_t first) {
        SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
        Handle write;
        REQUIRE(CreatePipe(numbers.out(), write.out(), &inherited, 0));
        REQUIRE(SetHandleInformation(numbers.get(), HANDLE_FLAG_INHERIT, 0));
        REQUIRE(SetEnvironmentVariableW(child_folder, widen(folder).c_str()));
        REQUIRE(SetEnvironmentVariableW(child_first, std::to_wstring(first).c_str()));
        std::wstring self(32768, L'\0');
        self.resize(GetModuleFileNameW(nullptr, self.data(), static_cast<DWORD>(self.size())));
        std::wstring line = widen(windows_command_line(
            {narrow(self), "--no-skip", "--no-version", "-tc=state: the child that is killed"}));
        STARTUPINFOW startup{};
        startup.cb = sizeof startup;
        startup.dwFlags = STARTF_USESTDHANDLES;
        startup.hStdOutput = write.get();
        startup.hStdError = write.get();
        PROCESS_INFORMATION started{};
        REQUIRE(CreateProcessW(self.c_str(), line.data(), nullptr, nullptr, TRUE, CREATE_NO_WINDOW, nullptr,
                               nullptr, &startup, &started));
        REQUIRE(SetEnvironmentVariableW(child_folder, nullptr));
        CloseHandle(started.hThread);
        process = Handle(started.hProcess);
    }

    [[nodiscard]] bool read(std::uint32_t& number) const {
        DWORD got = 0;
        return ReadFile(numbers.get(), &number, sizeof number, &got, nullptr) && got == sizeof number;
    }
};

} // namespace

/// Records n = first, first + 1 ... as the value of key n % 7 and tells each on stdout once it is safe.
/// Thirty more facts with each, so that the journal is rewritten every fifty times or so.
TEST_CASE("state: the child that is killed" * doctest::skip()) {
    const std::string folder = narrow(variable(child_folder));
    if (folder.empty()) return; // nobody started this as a child
    auto store = StateStore::open(folder);
    if (!store) return;
    const HANDLE told = GetStdHandle(STD_OUTPUT_HANDLE);
    for (auto n = static_cast<std::uint32_t>(std::stoul(variable(child_first)));; ++n) {
        std::vector<std::pair<RecordKey, StoredRecord>> facts{{key(n % 7), stored(n)}};
        for (std::uint32_t i = 0; i < 30; ++i) facts.emplace_back(key(100 + i), stored(n));
        DWORD written = 0;
        if (!(*store)->record(facts)) return;
        if (!WriteFile(told, &n, sizeof n, &written, nullptr)) return;
    }
}

TEST_CASE("TerminateProcess at any moment loses no fact that was acknowledged") {
    const TempFolder temp;
    std::minstd_rand random(7);
    std::uint32_t last_told = 0;
    for (int round = 0; round < 25; ++round) {
        const Child child(temp.path(), last_told + 1);
        // The moment is chosen by counting, so that it falls somewhere into the next one's way.
        const unsigned times = 1 + static_cast<unsigned>(random() % 200);
        std::uint32_t n = 0;
        for (unsigned i = 0; i < times && child.read(n); ++i) {
            REQUIRE(n == last_told + 1);
            last_told = n;
        }
        REQUIRE(TerminateProcess(child.process.get(), 9));
        while (child.read(n)) last_told = n;
        REQUIRE(WaitForSingleObject(child.process.get(), INFINITE) == WAIT_OBJECT_0);
        DWORD exit_code = 0;
        REQUIRE(GetExitCodeProcess(child.process.get(), &exit_code));
        REQUIRE(exit_code == 9); // it was at work until then

        auto store = open_store(temp.path());
        REQUIRE(store->damage().empty());
        check_survivors(*store, last_told);
        // Go on counting after what may be there untold.
        last_told += 1;
        REQUIRE(store->record({{key(last_told % 7), stored(last_told)}}));
    }
    CHECK(last_told > 25);
}

TEST_CASE("another process has the folder: refused with its number, and free again when it is dead") {
    const TempFolder temp;
    const Child child(temp.path(), 1);
    std::uint32_t n = 0;
    REQUIRE(child.read(n));
    const auto refused = StateStore::open(temp.path());
    REQUIRE_FALSE(refused.has_value());
    CHECK(mentions(refused.error().what, "(pid " + std::to_string(GetProcessId(child.process.get())) + ")"));
    REQUIRE(TerminateProcess(child.process.get(), 9));
    REQUIRE(WaitForSingleObject(child.process.get(), INFINITE) == WAIT_OBJECT_0);
    CHECK(StateStore::open(temp.path()).has_value());
}

TEST_CASE("a new state folder is for its owner only, and what is in it too") {
    const TempFolder temp;
    const std::string folder = temp.path("a/b/state");
    REQUIRE(open_store(folder)->record({{key(1), stored(10)}}));
    for (const std::string& path : {folder, temp.path("a"), folder + "/published", folder + "/lock"}) {
        CAPTURE(path);
        CHECK(GetFileAttributesW(api_path(path).c_str()) != INVALID_FILE_ATTRIBUTES);
        CHECK_FALSE(open_to_many(api_path(path)));
    }
}

TEST_CASE("nobody removes the journal or the lock of a running program") {
    const TempFolder temp;
    auto store = open_store(temp.path());
    REQUIRE(store->record({{key(1), stored(10)}}));
    for (const char* name : {"published", "lock"}) {
        CHECK_FALSE(DeleteFileW(api_path(temp.path(name)).c_str()));
        CHECK(GetLastError() == ERROR_SHARING_VIOLATION);
    }
}

TEST_CASE("a journal that somebody keeps open for himself: an error that says so, and nothing lost") {
    const TempFolder temp;
    REQUIRE(open_store(temp.path())->record({{key(1), stored(10)}}));
    {
        const Handle editor(CreateFileW(api_path(temp.path("published")).c_str(), GENERIC_READ, 0, nullptr,
                                        OPEN_EXISTING, 0, nullptr));
        REQUIRE(editor.valid());
        const auto refused = StateStore::open(temp.path());
        REQUIRE_FALSE(refused.has_value());
        CHECK(mentions(refused.error().what, temp.path("published")));
        CHECK(mentions(refused.error().what, "another program has it open"));
    }
    CHECK(open_store(temp.path())->records().size() == 1);
}

TEST_CASE("a journal that cannot be replaced goes on growing, and is replaced when it can be") {
    const TempFolder temp;
    {
        auto store = open_store(temp.path());
        REQUIRE(store->record({{key(1), stored(10)}}));
        // Without FILE_SHARE_DELETE: nothing can take the file's place.
        const Handle reader(CreateFileW(api_path(temp.path("published")).c_str(), GENERIC_READ,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0,
                                        nullptr));
        REQUIRE(reader.valid());
        for (std::uint32_t n = 0; n < 2500; ++n) REQUIRE(store->record({{key(n % 7), stored(n)}}));
        CHECK(temp.read("published").size() > 100'000);
    }
    {
        auto store = open_store(temp.path());
        check_survivors(*store, 2499);
        REQUIRE(store->record({{key(1), stored(1)}}));
    }
    CHECK(temp.read("published").size() < 10'000);
    CHECK(temp.files() == 2);
}
