// SPDX-License-Identifier: MIT
#pragma once

#include "service/windows_seams.h"

#include <deque>
#include <map>
#include <vector>

namespace ddns {

/// A service manager with at most one service. Remembers what it was asked, and fails where it was told to.
class FakeServiceManager final : public ServiceManager {
public:
    std::optional<ServiceRecord> service;
    bool event_source = false;
    std::vector<std::string> calls;              ///< what changes something, in order
    std::map<std::string, std::uint32_t> errors; ///< by call: "create", "set its privileges"
    std::map<std::string, int> times;            ///< an error that ends after so many calls; default: never
    std::deque<ServiceState> states;             ///< one a look; the last one stays

    Asked<ServiceRecord> record() override {
        if (auto failed = failure("record")) return tl::unexpected(*failed);
        if (!service) return tl::unexpected(windows_error::does_not_exist);
        return *service;
    }
    Asked<void> create(const ServiceRecord& record) override {
        return change_something("create", [&] { service = record; });
    }
    Asked<void> change(const ServiceRecord& record) override {
        return change_something("change", [&] { service = record; });
    }
    Asked<void> set(ServiceDetail detail) override {
        return change_something("set " + std::string(to_string(detail)), [] {});
    }
    Asked<void> remove() override {
        return change_something("remove", [&] { service.reset(); });
    }
    Asked<void> start() override {
        return change_something("start", [] {});
    }
    Asked<void> stop() override {
        return change_something("stop", [] {});
    }
    Asked<ServiceState> state() override {
        if (auto failed = failure("state")) return tl::unexpected(*failed);
        const ServiceState now = states.empty() ? ServiceState{} : states.front();
        if (states.size() > 1) states.pop_front();
        return now;
    }
    Asked<void> add_event_source() override {
        return change_something("add source", [&] { event_source = true; });
    }
    Asked<void> remove_event_source() override {
        return change_something("remove source", [&] { event_source = false; });
    }

private:
    std::optional<std::uint32_t> failure(const std::string& call) {
        const auto error = errors.find(call);
        if (error == errors.end()) return std::nullopt;
        if (const auto left = times.find(call); left != times.end() && left->second-- <= 0)
            return std::nullopt;
        return error->second;
    }
    template <class Change>
    Asked<void> change_something(const std::string& call, Change apply) {
        calls.push_back(call);
        if (auto failed = failure(call)) return tl::unexpected(*failed);
        apply();
        return {};
    }
};

class FakeTaskScheduler final : public TaskScheduler {
public:
    std::optional<std::string> task;
    bool running = false;
    std::uint32_t error = 0; ///< of `put` and `remove`
    std::vector<std::string> calls;

    Asked<std::string> xml() override {
        if (!task) return tl::unexpected(windows_error::file_not_found);
        return *task;
    }
    Asked<void> put(std::string_view xml) override {
        calls.emplace_back("put");
        if (error != 0) return tl::unexpected(error);
        task = std::string(xml);
        return {};
    }
    Asked<void> remove() override {
        calls.emplace_back("remove");
        if (error != 0) return tl::unexpected(error);
        task.reset();
        return {};
    }
    Asked<void> start() override {
        calls.emplace_back("start");
        return {};
    }
    Asked<void> end() override {
        calls.emplace_back("end");
        running = false;
        return {};
    }
    Asked<bool> runs() override { return running; }
};

class FakeRunKey final : public RunKey {
public:
    std::optional<std::string> line;
    std::uint32_t error = 0; ///< of `write`

    Asked<std::string> read() override {
        if (!line) return tl::unexpected(windows_error::file_not_found);
        return *line;
    }
    Asked<void> write(std::string_view command_line) override {
        if (error != 0) return tl::unexpected(error);
        line = std::string(command_line);
        return {};
    }
    Asked<void> remove() override {
        if (!line) return tl::unexpected(windows_error::file_not_found);
        line.reset();
        return {};
    }
};

/// Time passes only in `wait`. A daemon that is asked to stop is there for `stop_takes` more waits.
class FakeWindowsMachine final : public WindowsMachine {
public:
    std::uint32_t daemon = 0; ///< its process
    int answers_after = -1;   ///< a daemon answers after so many more waits; -1: none comes
    int stop_takes = 2;       ///< waits; -1: it never ends
    std::optional<std::uint32_t> exit;
    std::vector<std::string> launched;
    int waits = 0, stops = 0;

    std::string words(std::uint32_t error) override {
        return error == windows_error::access_denied ? "access is denied" : "error " + std::to_string(error);
    }
    void wait(Duration) override {
        ++waits;
        if (answers_after >= 0 && answers_after-- == 0) daemon = 42;
        if (stops > 0 && stop_takes >= 0 && stop_takes-- == 0) daemon = 0;
    }
    std::uint32_t daemon_of(const std::string&) override { return daemon; }
    Result<void> ask_to_stop(const std::string&) override {
        ++stops;
        return {};
    }
    Asked<void> launch(const std::string& command_line) override {
        launched.push_back(command_line);
        return {};
    }
    std::optional<std::uint32_t> launched_exit() override { return exit; }
    bool lives(std::uint32_t process) override { return process != 0 && process == daemon; }
};

} // namespace ddns
