// SPDX-License-Identifier: MIT
#include "service/requests.h"

#include <doctest/doctest.h>
#include <string>
#include <thread>
#include <vector>

using namespace ddns;

namespace {

/// A loop with a listener that writes down what it hears and ends the loop at a stop.
struct Daemon {
    Loop loop;
    std::vector<std::string> heard;

    std::unique_ptr<Operation> listen(ServiceRequests& requests) {
        return requests.listen(
            loop,
            [this](StopCause cause) {
                heard.emplace_back(to_string(cause));
                loop.stop();
            },
            [this] { heard.emplace_back("reload"); });
    }
};

} // namespace

TEST_CASE("what was asked before the loop was there is heard first thing") {
    ServiceRequests requests;
    requests.stop(StopCause::shutdown);
    Daemon daemon;
    const auto listener = daemon.listen(requests);
    CHECK(daemon.heard.empty());
    daemon.loop.run();
    CHECK(daemon.heard == std::vector<std::string>{"the system shuts down"});
}

TEST_CASE("another thread asks while the loop sleeps") {
    ServiceRequests requests;
    Daemon daemon;
    const auto listener = daemon.listen(requests);
    std::thread manager([&] {
        requests.reload();
        requests.stop(StopCause::service_manager);
    });
    daemon.loop.run();
    manager.join();
    REQUIRE_FALSE(daemon.heard.empty());
    CHECK(daemon.heard.back() == "the service manager");
    CHECK(daemon.heard.size() <= 2);
}

TEST_CASE("who asks when nobody listens any more is forgotten without harm") {
    ServiceRequests requests;
    Daemon daemon;
    {
        const auto listener = daemon.listen(requests);
        requests.reload();
    }
    requests.stop(StopCause::command);
    daemon.loop.run(); // nothing keeps it
    CHECK(daemon.heard.empty());
}

TEST_CASE("many threads may ask while listeners come and go") {
    ServiceRequests requests;
    Daemon daemon;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 200; ++n) requests.reload();
        });
    for (int i = 0; i < 50; ++i) static_cast<void>(daemon.listen(requests));
    for (std::thread& thread : threads) thread.join();
    const auto listener = daemon.listen(requests);
    requests.stop(StopCause::command);
    daemon.loop.run();
    CHECK(daemon.heard.back() == "`service stop`");
}
