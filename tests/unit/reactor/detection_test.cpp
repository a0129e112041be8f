// SPDX-License-Identifier: MIT
#include "reactor/detection.h"

#include "fakes/capture_log.h"
#include "fakes/fake_timers.h"
#include "fakes/fake_transport.h"
#include "unit/plan/lab.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

constexpr const char* home = "eth0*100 192.168.1.2; wwan0*700 10.0.0.2";

struct World {
    Config config;
    fakes::FakeTimers timers;
    FakeTransport transport;
    Detector detector{transport,
                      timers,
                      0,
                      {{"a", "https://a/", "https://a/", EchoForm::plain},
                       {"b", "https://b/", "https://b/", EchoForm::plain}}};
    CaptureLog log;
    Narrator narrator{config, log};
    int changes = 0;
    Detection detection{detector, timers, narrator, [this] { ++changes; }};

    void want(std::vector<std::string> interfaces, std::string_view network = home) {
        std::vector<DetectWish> wishes;
        for (std::string& interface : interfaces) wishes.push_back({Family::v4, std::move(interface)});
        detection.want(wishes, lab::network(network).snapshot);
    }
    /// Answers whatever is open; "" fails.
    void answer(const std::string& address) {
        transport.handler = [address](const HttpRequest&) -> Result<HttpReply> {
            if (address.empty()) return fail(ErrorKind::network, "no route");
            return FakeTransport::make_reply(200, address);
        };
        for (int i = 0; i < 10; ++i) {
            transport.settle();
            timers.run_ready();
        }
    }
    [[nodiscard]] std::size_t looks() const { return transport.calls.size() / 2; }
    [[nodiscard]] std::string seen() const {
        std::string all;
        for (const Detected& entry : detection.results())
            all += entry.interface + "=" + (entry.address ? entry.address->to_string() : "none") + " ";
        return all;
    }
};

} // namespace

TEST_CASE("an uplink is asked once when it is first wanted") {
    World world;
    world.want({"eth0"});
    CHECK(world.looks() == 1);
    CHECK(world.detection.busy());
    CHECK(world.seen().empty());
    world.answer("81.2.69.1");
    CHECK_FALSE(world.detection.busy());
    CHECK(world.changes == 1);
    CHECK(world.seen() == "eth0=81.2.69.1 ");
    world.want({"eth0"});
    world.want({"eth0"}, "wwan0*700 10.0.0.2; eth0*100 192.168.1.2"); // another order is no other network
    CHECK(world.looks() == 1);
}

TEST_CASE("an uplink that has changed is asked again, and what was seen before is not believed any more") {
    World world;
    world.want({"eth0", "wwan0"});
    world.answer("81.2.69.1");
    world.want({"eth0", "wwan0"}, "eth0*100 192.168.7.7; wwan0*700 10.0.0.2");
    CHECK(world.looks() == 3);
    CHECK(world.seen() == "wwan0=81.2.69.1 ");
    world.answer("");
    CHECK(world.seen() == "eth0=none wwan0=81.2.69.1 ");
}

TEST_CASE("a look that fails keeps what was seen, is said once and tried again with growing pauses") {
    World world;
    world.want({"eth0"});
    world.answer("81.2.69.1");
    world.detection.refresh();
    world.answer("");
    CHECK(world.seen() == "eth0=81.2.69.1 ");
    CHECK(world.looks() == 2);
    for (const int pause : {30, 60, 120}) {
        const std::size_t before = world.looks();
        world.timers.advance(std::chrono::seconds(pause) - std::chrono::milliseconds(1));
        CHECK(world.looks() == before);
        world.timers.advance(std::chrono::milliseconds(1));
        CHECK(world.looks() == before + 1);
        world.answer("");
    }
    CHECK(world.log.count("error") == 1);
    world.timers.advance(std::chrono::seconds(240));
    world.answer("81.2.69.5");
    CHECK(world.seen() == "eth0=81.2.69.5 ");
    CHECK(world.log.count("answers again") == 1);
    CHECK(world.timers.pending() == 0);
}

TEST_CASE("an uplink that is not wanted any more is forgotten with all that belongs to it") {
    World world;
    world.want({"eth0"});
    world.answer("");
    CHECK(world.log.count("error") == 1);
    world.want({});
    CHECK(world.seen().empty());
    CHECK(world.timers.pending() == 0);
    world.want({"eth0"});
    CHECK(world.looks() == 2);
    world.answer("");
    CHECK(world.log.count("error") == 2); // news again
}

TEST_CASE("a refresh does not begin anew what is on its way") {
    World world;
    world.want({"eth0"});
    world.detection.refresh();
    CHECK(world.looks() == 1);
    world.want({});
    CHECK_FALSE(world.detection.busy());
    CHECK(world.transport.open() == 0);
}
