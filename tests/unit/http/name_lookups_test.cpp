// SPDX-License-Identifier: MIT
#include "http/name_lookups.h"

#include <condition_variable>
#include <doctest/doctest.h>
#include <mutex>

using namespace ddns;

namespace {

const IpAddress one = *IpAddress::parse("192.0.2.1");
const IpAddress two = *IpAddress::parse("192.0.2.2");

/// A system that answers when it is told to; a query takes the answer that is there when it is let go.
class Resolver {
public:
    std::vector<IpAddress> operator()(const LookupKey& key) {
        std::unique_lock lock(mutex_);
        ++asked_;
        changed_.notify_all();
        if (key.host.starts_with("hangs")) changed_.wait(lock, [this] { return let_go_; });
        return answer_;
    }
    void answer(std::vector<IpAddress> addresses) {
        const std::lock_guard lock(mutex_);
        answer_ = std::move(addresses);
    }
    void let_go() {
        const std::lock_guard lock(mutex_);
        let_go_ = true;
        changed_.notify_all();
    }
    void wait_for_queries(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return asked_ >= count; });
    }
    int asked() {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<IpAddress> answer_{one};
    int asked_ = 0;
    bool let_go_ = false;
};

struct Bench {
    std::shared_ptr<Resolver> resolver = std::make_shared<Resolver>();
    Loop loop;
    std::optional<NameLookups> lookups;
    std::vector<std::vector<IpAddress>> found;

    Bench() {
        lookups.emplace(loop, [r = resolver](const LookupKey& key) { return (*r)(key); });
    }
    ~Bench() { resolver->let_go(); }

    std::unique_ptr<Operation> find(const LookupKey& key) {
        return lookups->find(key, [this](std::vector<IpAddress> a) { found.push_back(std::move(a)); });
    }
    /// Turns of the loop until so many answers are there; the timer keeps it alive meanwhile.
    void wait_for(std::size_t answers) {
        const auto alive = loop.after(std::chrono::hours(1), [] {});
        while (found.size() < answers) uv_run(loop.uv(), UV_RUN_ONCE);
    }
};

const LookupKey host{"ns.example", std::nullopt};

} // namespace

TEST_CASE("a name that is not found any more gives what was last found, and is asked for again") {
    Bench b;
    auto first = b.find(host);
    b.wait_for(1);
    CHECK(b.lookups->last_known(host) == std::vector{one});
    b.resolver->answer({});
    b.lookups->network_changed();
    b.lookups->network_changed(); // nobody has asked for it in between
    auto second = b.find(host);
    b.wait_for(2);
    CHECK(b.found[1] == std::vector{one});
    CHECK_FALSE(b.lookups->known(host));
    b.resolver->answer({two});
    auto third = b.find(host);
    b.wait_for(3);
    CHECK(b.found[2] == std::vector{two});
    CHECK(b.lookups->last_known(host) == std::vector{two});
}

TEST_CASE("a name that was never found gives nothing") {
    Bench b;
    b.resolver->answer({});
    auto asked = b.find(host);
    b.wait_for(1);
    CHECK(b.found[0].empty());
    CHECK_FALSE(b.lookups->last_known(host));
}

TEST_CASE("look-ups: what was found serves the next who asks, without another question") {
    Bench bench;
    CHECK_FALSE(bench.lookups->known(host));
    const auto operation = bench.find(host);
    CHECK(bench.found.empty());
    bench.wait_for(1);
    CHECK(bench.found[0] == std::vector{one});
    CHECK(bench.lookups->known(host) == std::vector{one});
    CHECK(bench.resolver->asked() == 1);
}

TEST_CASE("look-ups: those who ask for the same name share one question and are told in their order") {
    Bench bench;
    std::string order;
    const LookupKey slow{"hangs.example", std::nullopt};
    const auto a = bench.lookups->find(slow, [&](const auto&) { order += 'a'; });
    const auto b = bench.find(slow);
    const auto c = bench.lookups->find(slow, [&](const auto&) { order += 'c'; });
    bench.resolver->let_go();
    bench.wait_for(1);
    CHECK(order == "ac");
    CHECK(bench.resolver->asked() == 1);
}

TEST_CASE("look-ups: a family is another question, and a name that does not exist is asked for again") {
    Bench bench;
    bench.resolver->answer({});
    const auto a = bench.find(host);
    const auto b = bench.find({host.host, Family::v6});
    bench.wait_for(2);
    CHECK(bench.found == std::vector<std::vector<IpAddress>>{{}, {}});
    CHECK_FALSE(bench.lookups->known(host));
    CHECK(bench.resolver->asked() == 2);
}

TEST_CASE("look-ups: one that hangs does not hold up another") {
    Bench bench;
    const auto stuck = bench.find({"hangs.example", std::nullopt});
    bench.resolver->wait_for_queries(1);
    const auto other = bench.find(host);
    bench.wait_for(1);
    CHECK(bench.found[0] == std::vector{one});
}

TEST_CASE("look-ups: after a change of the network the old answers count no more") {
    Bench bench;
    const auto a = bench.find(host);
    bench.wait_for(1);
    bench.resolver->answer({two});
    bench.lookups->network_changed();
    CHECK_FALSE(bench.lookups->known(host));
    const auto b = bench.find(host);
    bench.wait_for(2);
    CHECK(bench.found[1] == std::vector{two});
    // The one that the change began served the question as well.
    CHECK(bench.resolver->asked() == 2);
}

TEST_CASE("look-ups: a change is followed by questions for the names in use, once") {
    Bench bench;
    const auto a = bench.find(host);
    bench.wait_for(1);
    bench.lookups->network_changed();
    bench.resolver->wait_for_queries(2);
    bench.lookups->network_changed(); // nobody has asked for it since
    const auto b = bench.find({"other.example", std::nullopt});
    bench.wait_for(2);
    CHECK(bench.resolver->asked() == 3);
}

TEST_CASE("look-ups: one that hangs when the network changes is asked anew, and its late answer is ignored") {
    Bench bench;
    const LookupKey slow{"hangs.example", std::nullopt};
    const auto a = bench.find(slow);
    bench.resolver->wait_for_queries(1);
    bench.lookups->network_changed();
    bench.resolver->wait_for_queries(2);
    bench.resolver->answer({two});
    bench.resolver->let_go();
    bench.wait_for(1);
    CHECK(bench.found == std::vector<std::vector<IpAddress>>{{two}});
}

TEST_CASE("look-ups: who has gone is not told, and dying does not wait") {
    Bench bench;
    auto a = bench.find({"hangs.example", std::nullopt});
    auto b = bench.find(host);
    a.reset();
    bench.wait_for(1);
    CHECK(bench.found[0] == std::vector{one});
    auto c = bench.find({"hangs.too", std::nullopt});
    bench.lookups.reset();
    c.reset();
    CHECK(bench.found.size() == 1);
}

TEST_CASE("look-ups: the system's own way finds what needs no name server") {
    const auto both = system_addresses_of({"localhost", std::nullopt});
    CHECK(std::find(both.begin(), both.end(), *IpAddress::parse("127.0.0.1")) != both.end());
    const auto v4 = system_addresses_of({"127.0.0.1", Family::v4});
    CHECK(v4 == std::vector{*IpAddress::parse("127.0.0.1")});
    CHECK(system_addresses_of({"127.0.0.1", Family::v6}).empty());
}
