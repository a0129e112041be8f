// SPDX-License-Identifier: MIT
#include "unit/provider/bench.h"
#include "util/json.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <map>
#include <set>

using namespace ddns;
using namespace ddns::provider_test;

namespace {

/// Zones are looked up by walking the parents; a batch holds three writes.
const std::string shared = R"(
format: 1
title: Walker
docs: https://p.example/docs
confidence: high, 2026-01-01
names: full
settings:
  token: { is: secret, help: a token }
  note: { is: record, help: a note }
auth: bearer {token}
replies:
  - ok: { /ok: "true" }
  - none: { /code: gone }
  - unchanged: { status: "409", /code: same }
  - rejected: { status: "400" }
zone: { request: "GET /zones?name={candidate}", items: /items, each: { id: /id, name: /name } }
list:
  request: "GET /z/{zone}?type={type}&name={name}&page={page}"
  items: /items
  more: /total
  each: { id: /id, name: /name, type: /type, value: /value, ttl: /ttl, note: /note }
create: { request: "POST /z/{zone}", body: { type: "{type}", name: "{name}", value: "{ip}" }, each: { id: /id } }
update: { request: "PATCH /z/{zone}/{record_id}", body: { value: "{ip}", ttl: "{ttl}", note: "{note}" } }
delete: { request: "DELETE /z/{zone}/{record_id}" }
)";
const std::string walking = shared + "pace: 4 at once\n";
const std::string batching = shared + R"(
pace: 4 at once, 3 in one
batch:
  request: POST /z/{zone}/batch
  body: { del: { delete: { id: "{record_id}" } }, upd: { update: { id: "{record_id}", value: "{ip}" } }, new: { create: { type: "{type}", name: "{name}", value: "{ip}" } } }
)";

/// A small provider that remembers.
struct Simulator {
    struct Held {
        std::string name, type, value;
    };
    std::set<std::string> zones = {"example.com"};
    std::map<std::string, Held> records; ///< by id
    std::set<std::string> refused;       ///< addresses that it does not take
    std::size_t page_size = 1000;
    unsigned next_id = 1;
    std::map<std::string, unsigned> seen; ///< requests by kind

    void add(const std::string& name, const std::string& value, const std::string& type = "A") {
        records[fmt::format("r{}", next_id++)] = {name, type, value};
    }
    std::vector<std::string> values(const std::string& name, const std::string& type = "A") const {
        std::vector<std::string> out;
        for (const auto& [id, held] : records)
            if (held.name == name && held.type == type) out.push_back(held.value);
        return out;
    }

    static std::string parameter(const std::string& url, const std::string& key) {
        const std::size_t at = url.find(key + "=");
        if (at == std::string::npos) return {};
        const std::size_t start = at + key.size() + 1;
        return url.substr(start, url.find('&', start) - start);
    }

    HttpReply operator()(const HttpRequest& request) {
        const std::string url = request.url.reveal();
        const std::string path = url.substr(std::string("https://p.example").size());
        const Json body = request.body.empty() ? Json() : parse_json(request.body.reveal()).value();
        if (path.starts_with("/zones?")) return zone(parameter(url, "name"));
        if (request.method == "GET") return list(url);
        if (path.ends_with("/batch")) return batch(body);
        const std::string id = path.substr(path.rfind('/') + 1);
        return one(request.method, id, body);
    }
    HttpReply zone(const std::string& name) {
        ++seen["zone"];
        if (!zones.count(name)) return FakeTransport::make_reply(200, R"({"ok":true,"items":[]})");
        return FakeTransport::make_reply(
            200, fmt::format(R"({{"ok":true,"items":[{{"id":"{0}","name":"{0}"}}]}})", name));
    }
    HttpReply list(const std::string& url) {
        ++seen["list"];
        const std::string name = parameter(url, "name");
        const std::string zone_id = url.substr(url.find("/z/") + 3, url.find('?') - url.find("/z/") - 3);
        Json::Array items;
        for (const auto& [id, held] : records) {
            const bool inside = held.name == zone_id || held.name.ends_with("." + zone_id);
            if (!inside || held.type != parameter(url, "type") || (!name.empty() && held.name != name))
                continue;
            Json item;
            item.set("id", id).set("name", held.name).set("type", held.type).set("value", held.value);
            items.push_back(item);
        }
        const std::size_t page = std::stoul(parameter(url, "page"));
        const std::size_t total = items.size();
        const std::size_t from = std::min(total, (page - 1) * page_size);
        Json out;
        out.set("ok", true).set("total", static_cast<std::int64_t>(total));
        out.set("items",
                Json::Array(items.begin() + static_cast<std::ptrdiff_t>(from),
                            items.begin() + static_cast<std::ptrdiff_t>(std::min(total, from + page_size))));
        return FakeTransport::make_reply(200, dump_json(out));
    }
    static HttpReply bad(int status, const std::string& code) {
        return FakeTransport::make_reply(status, fmt::format(R"({{"ok":false,"code":"{}"}})", code));
    }
    HttpReply one(const std::string& method, const std::string& id, const Json& body) {
        ++seen["write"];
        const std::string value = body.find("value") ? body.find("value")->scalar_text() : "";
        if (refused.count(value)) return bad(400, "refused");
        if (method == "POST") {
            add(body.find("name")->scalar_text(), value, body.find("type")->scalar_text());
            return FakeTransport::make_reply(200, fmt::format(R"({{"ok":true,"id":"r{}"}})", next_id - 1));
        }
        if (!records.count(id)) return bad(404, "gone");
        if (method == "DELETE")
            records.erase(id);
        else
            records[id].value = value;
        return FakeTransport::make_reply(200, R"({"ok":true})");
    }
    HttpReply batch(const Json& body) {
        ++seen["batch"];
        const auto before = records;
        for (const auto& [key, method] : {std::pair("del", "DELETE"), {"upd", "PATCH"}, {"new", "POST"}}) {
            const Json* writes = body.find(key);
            if (!writes) continue;
            for (const Json& write : *writes->if_array()) {
                const std::string id = write.find("id") ? write.find("id")->scalar_text() : "";
                const HttpReply reply = one(method, id, write);
                --seen["write"];
                if (reply.status == 200) continue;
                records = before;
                return reply;
            }
        }
        return FakeTransport::make_reply(200, R"({"ok":true})");
    }
};

struct Flow : Bench {
    Simulator provider;
    explicit Flow(std::string_view file = walking) : Bench(file) {
        for (const Diagnostic& d : loaded.diagnostics) FAIL_CHECK(d.line << ": " << d.message);
        REQUIRE(loaded.definition);
        account.settings["token"] = Secret("t0ken-value");
        transport.handler = [this](const HttpRequest& request) -> Result<HttpReply> {
            return provider(request);
        };
    }
    /// Submits, answers everything, and gives the outcome of each change.
    std::vector<std::string> run(std::vector<Change> changes) {
        outcomes.clear();
        provider.seen.clear();
        const std::size_t count = changes.size();
        submit(std::move(changes));
        settle();
        std::vector<std::string> words(count, "none");
        CHECK(outcomes.size() == count);
        for (const Outcome& outcome : outcomes) {
            CHECK(words[outcome.record] == "none");
            words[outcome.record] = word(outcome);
        }
        return words;
    }
};

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("an address that is there already is not written again") {
    Flow flow;
    flow.provider.add("home.example.com", "192.0.2.1");
    CHECK(flow.run({change(0, "home.example.com", {"192.0.2.1"})}) == Words{"unchanged"});
    CHECK(flow.provider.seen["write"] == 0);
}

TEST_CASE("a later change of a known record is one request") {
    Flow flow;
    flow.provider.add("home.example.com", "192.0.2.1");
    CHECK(flow.run({change(0, "home.example.com", {"192.0.2.2"})}) == Words{"updated"});
    CHECK(flow.run({change(0, "home.example.com", {"192.0.2.3"})}) == Words{"updated"});
    CHECK(flow.provider.seen == std::map<std::string, unsigned>{{"write", 1}});
    CHECK(flow.outcomes[0].requests == 1);
    CHECK(flow.provider.values("home.example.com") == Words{"192.0.2.3"});
}

TEST_CASE("the zone is the nearest parent that is one, or the name itself") {
    struct Row {
        std::set<std::string> zones;
        std::string name;
        std::string zone;
    };
    const Row rows[] = {
        {{"example.com"}, "a.example.com", "example.com"},
        {{"example.com"}, "a.b.c.example.com", "example.com"},
        {{"example.com", "b.example.com"}, "a.b.example.com", "b.example.com"},
        {{"example.com"}, "example.com", "example.com"},
        {{"sub.example.com"}, "sub.example.com", "sub.example.com"},
        {{"example.com", "new.example.com"}, "new.example.com", "new.example.com"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        Flow flow;
        flow.provider.zones = row.zones;
        CHECK(flow.run({change(0, row.name, {"192.0.2.1"})}) == Words{"updated"});
        const std::string last = flow.url(flow.transport.calls.size() - 1);
        CHECK(last == "https://p.example/z/" + row.zone);
    }
}

TEST_CASE("a name in no zone is refused, with every parent asked once") {
    Flow flow;
    flow.provider.zones.clear();
    CHECK(flow.run({change(0, "a.b.example.com", {"192.0.2.1"})}) == Words{"rejected"});
    CHECK(flow.provider.seen["zone"] == 3);
    // "notexample.com" ends like the zone but is not below it.
    flow.provider.zones = {"example.com"};
    CHECK(flow.run({change(0, "a.notexample.com", {"192.0.2.1"})}) == Words{"rejected"});
}

TEST_CASE("a thousand names of one zone share the search and the list") {
    Flow flow(batching);
    std::vector<Change> changes;
    for (std::size_t i = 0; i < 1000; ++i) {
        flow.provider.add(fmt::format("h{}.example.com", i), "192.0.2.1");
        changes.push_back(change(i, fmt::format("h{}.example.com", i), {"192.0.2.2"}));
    }
    CHECK(flow.run(changes) == Words(1000, "updated"));
    CHECK(flow.provider.seen ==
          std::map<std::string, unsigned>{{"zone", 1}, {"list", 1}, {"batch", 333}, {"write", 1}});
}

TEST_CASE("a list of several pages is read to its end") {
    Flow flow;
    flow.provider.page_size = 3;
    std::vector<Change> changes;
    for (std::size_t i = 0; i < 10; ++i) {
        flow.provider.add(fmt::format("h{}.example.com", i), "192.0.2.1");
        changes.push_back(change(i, fmt::format("h{}.example.com", i), {"192.0.2.1"}));
    }
    CHECK(flow.run(changes) == Words(10, "unchanged"));
    CHECK(flow.provider.seen["list"] == 4);
}

TEST_CASE("two submissions at the same time ask for the zone once") {
    Flow flow;
    flow.submit({change(0, "a.example.com", {"192.0.2.1"})});
    flow.submit({change(1, "b.example.com", {"192.0.2.1"})});
    CHECK(flow.transport.calls.size() == 1);
    flow.settle();
    CHECK(flow.outcomes.size() == 2);
    SUBCASE("and one that is given up does not take the answer from the other") {
        Flow second;
        second.submit({change(0, "a.example.com", {"192.0.2.1"})});
        second.submit({change(1, "b.example.com", {"192.0.2.1"})});
        second.operations[0].reset();
        second.settle();
        REQUIRE(second.outcomes.size() == 1);
        CHECK(second.outcomes[0].record == 1);
    }
}

TEST_CASE("several values: only what differs is written, and only of that name and type") {
    Flow flow;
    flow.provider.add("home.example.com", "192.0.2.1");
    flow.provider.add("home.example.com", "192.0.2.8");
    flow.provider.add("home.example.com", "192.0.2.9");
    flow.provider.add("home.example.com", "2001:db8::1", "AAAA");
    flow.provider.add("other.example.com", "192.0.2.7");
    CHECK(flow.run({change(0, "home.example.com", {"192.0.2.1", "192.0.2.2"})}) == Words{"updated"});
    CHECK(flow.provider.values("home.example.com") == Words{"192.0.2.1", "192.0.2.2"});
    CHECK(flow.provider.values("home.example.com", "AAAA") == Words{"2001:db8::1"});
    CHECK(flow.provider.values("other.example.com") == Words{"192.0.2.7"});
    CHECK(flow.run({change(0, "home.example.com", {"192.0.2.1", "192.0.2.2", "192.0.2.3"})}) ==
          Words{"updated"});
    CHECK(flow.provider.seen == std::map<std::string, unsigned>{{"write", 1}});
}

TEST_CASE("the same address in another spelling is the same") {
    Flow flow;
    flow.provider.add("home.example.com", "2001:0DB8:0:0:0:0:0:1", "AAAA");
    CHECK(flow.run({change(0, "home.example.com", {"2001:db8::1"})}) == Words{"unchanged"});
}

TEST_CASE("an id that is gone is forgotten and looked up once") {
    Flow flow;
    flow.provider.add("home.example.com", "192.0.2.1");
    flow.run({change(0, "home.example.com", {"192.0.2.2"})});
    flow.provider.records.clear();
    flow.provider.add("home.example.com", "192.0.2.2");
    CHECK(flow.run({change(0, "home.example.com", {"192.0.2.3"})}) == Words{"updated"});
    CHECK(flow.provider.values("home.example.com") == Words{"192.0.2.3"});
    SUBCASE("also in a batch") {
        Flow many(batching);
        many.provider.add("a.example.com", "192.0.2.1");
        many.provider.add("b.example.com", "192.0.2.1");
        many.run({change(0, "a.example.com", {"192.0.2.2"}), change(1, "b.example.com", {"192.0.2.2"})});
        many.provider.records.erase("r1");
        CHECK(many.run({change(0, "a.example.com", {"192.0.2.3"}),
                        change(1, "b.example.com", {"192.0.2.3"})}) == Words{"updated", "updated"});
        CHECK(many.provider.values("a.example.com") == Words{"192.0.2.3"});
        CHECK(many.provider.values("b.example.com") == Words{"192.0.2.3"});
    }
}

TEST_CASE("new names share a batch, though each may be a zone of its own") {
    Flow flow(batching);
    std::vector<Change> changes;
    for (std::size_t i = 0; i < 8; ++i)
        changes.push_back(change(i, fmt::format("h{}.example.com", i), {"192.0.2.2"}));
    changes.push_back(change(8, "own.example.com", {"192.0.2.2"}));
    flow.provider.zones.insert("own.example.com");
    CHECK(flow.run(changes) == Words(9, "updated"));
    CHECK(flow.provider.seen["zone"] == 1 + 9);
    CHECK(flow.provider.seen["batch"] == 3); // of three at most; the last is in another zone
    CHECK(flow.provider.values("h7.example.com") == Words{"192.0.2.2"});
}

TEST_CASE("one record that is refused does not take its batch with it") {
    Flow flow(batching);
    flow.provider.refused = {"192.0.2.66"};
    std::vector<Change> changes;
    Words wanted;
    for (std::size_t i = 0; i < 8; ++i) {
        const std::string name = fmt::format("h{}.example.com", i);
        if (i % 2 == 0) flow.provider.add(name, "192.0.2.1");
        changes.push_back(change(i, name, {i == 4 ? "192.0.2.66" : "192.0.2.2"}));
        wanted.push_back(i == 4 ? "rejected" : "updated");
    }
    CHECK(flow.run(changes) == wanted);
    CHECK(flow.provider.values("h3.example.com") == Words{"192.0.2.2"});
    CHECK(flow.provider.values("h4.example.com") == Words{"192.0.2.1"});
}

TEST_CASE("a write whose answer is lost could not be confirmed, and is compared before the next try") {
    Flow flow;
    flow.provider.add("home.example.com", "192.0.2.1");
    flow.transport.handler = [&](const HttpRequest& request) -> Result<HttpReply> {
        const HttpReply reply = flow.provider(request);
        if (request.method == "PATCH") return fail(ErrorKind::network, "the connection to p.example broke");
        return reply;
    };
    CHECK(flow.run({change(0, "home.example.com", {"192.0.2.2"})}) == Words{"network"});
    CHECK(flow.outcomes[0].error.what.find("could not confirm") != std::string::npos);
    CHECK(flow.run({change(0, "home.example.com", {"192.0.2.2"})}) == Words{"unchanged"});
}

TEST_CASE("a ttl or an option is compared only when the user set it") {
    Flow flow;
    flow.provider.add("home.example.com", "192.0.2.1");
    Change with_note = change(0, "home.example.com", {"192.0.2.1"});
    with_note.options["note"] = "ours";
    CHECK(flow.run({with_note}) == Words{"updated"});
    CHECK(flow.body(flow.transport.calls.size() - 1) == R"({"value":"192.0.2.1","note":"ours"})");
    CHECK(flow.run({with_note}) == Words{"unchanged"});
}

TEST_CASE("a list in XML may hold several, one or none") {
    const std::string file = R"(
format: 1
title: X
docs: d
confidence: high, 2026-01-01
url: https://p.example
replies: [ ok: { /r/ok: "1" } ]
zone: { request: "GET /zones?name={candidate}", items: /r/z, each: { id: /id, name: /name } }
list: { request: "GET /{zone}/{type}", items: /r/i, each: { id: /id, name: /name, value: /value } }
create: { request: "POST /{zone}", body: "<new><ip>{ip}</ip></new>" }
delete: { request: "DELETE /{zone}/{record_id}" }
)";
    const auto item = [](int id, const std::string& value) {
        return fmt::format("<i id=\"{}\"><name>h.example.com</name><value>{}</value></i>", id, value);
    };
    const std::pair<std::string, Words> rows[] = {
        {"", {"POST"}},
        {item(1, "192.0.2.1"), {}},
        {item(1, "192.0.2.9"), {"POST", "DELETE"}},
        {item(1, "192.0.2.9") + item(2, "192.0.2.1"), {"DELETE"}},
    };
    for (const auto& [items, methods] : rows) {
        CAPTURE(items);
        Bench bench(file);
        REQUIRE(bench.loaded.definition);
        Words written;
        bench.transport.handler = [&](const HttpRequest& request) -> Result<HttpReply> {
            const std::string url = request.url.reveal();
            const bool zone = url.find("name=example.com") != std::string::npos;
            if (request.method != "GET") {
                written.push_back(request.method);
                return FakeTransport::make_reply(200, "<r><ok>1</ok></r>");
            }
            if (url.find("/zones") == std::string::npos)
                return FakeTransport::make_reply(200, "<r><ok>1</ok>" + items + "</r>");
            return FakeTransport::make_reply(
                200,
                zone ? "<r><ok>1</ok><z><id>7</id><name>example.com</name></z></r>" : "<r><ok>1</ok></r>");
        };
        bench.submit({change(0, "h.example.com", {"192.0.2.1"})});
        bench.settle();
        REQUIRE(bench.outcomes.size() == 1);
        CHECK(word(bench.outcomes[0]) == (methods.empty() ? "unchanged" : "updated"));
        CHECK(written == methods);
        for (const auto& call : bench.transport.calls)
            if (call.request.method == "POST")
                CHECK(call.request.body.reveal() == "<new><ip>192.0.2.1</ip></new>");
    }
}

TEST_CASE("never more requests at a time than the account allows") {
    for (const unsigned parallel : {1u, 3u}) {
        Flow flow;
        flow.account.parallel = parallel;
        std::vector<Change> first, second;
        for (std::size_t i = 0; i < 20; ++i) {
            flow.provider.add(fmt::format("h{}.example.com", i), "192.0.2.1");
            (i < 10 ? first : second).push_back(change(i, fmt::format("h{}.example.com", i), {"192.0.2.2"}));
        }
        flow.submit(first);
        flow.submit(second);
        flow.settle();
        CHECK(flow.outcomes.size() == 20);
        CHECK(flow.transport.most_open <= parallel);
    }
}

TEST_CASE("an operation can be given up at any moment, and cancels its requests") {
    for (std::size_t moment = 0; moment < 12; ++moment) {
        CAPTURE(moment);
        Flow flow(batching);
        std::vector<Change> changes;
        for (std::size_t i = 0; i < 8; ++i) {
            if (i % 2 == 0) flow.provider.add(fmt::format("h{}.example.com", i), "192.0.2.1");
            changes.push_back(change(i, fmt::format("h{}.example.com", i), {"192.0.2.2"}));
        }
        flow.submit(changes);
        for (std::size_t i = 0; i < moment; ++i)
            if (!flow.turns.turn()) flow.transport.step();
        const std::size_t before = flow.outcomes.size();
        if (moment % 2 == 0) flow.session.reset();
        flow.operations.clear();
        CHECK(flow.transport.open() == 0);
        flow.settle();
        CHECK(flow.outcomes.size() == before);
    }
}

TEST_CASE("whoever receives an outcome may give up the operation and the session there and then") {
    for (std::size_t at = 1; at <= 4; ++at) {
        Flow flow;
        std::unique_ptr<Operation> operation;
        std::size_t received = 0;
        flow.open();
        std::vector<Change> changes;
        for (std::size_t i = 0; i < 4; ++i)
            changes.push_back(change(i, fmt::format("h{}.example.com", i), {"192.0.2.2"}));
        operation = flow.session->submit(changes, [&](const Outcome&) {
            if (++received == at) {
                operation.reset();
                flow.session.reset();
            }
        });
        flow.settle();
        CHECK(received == at);
        CHECK(flow.transport.open() == 0);
    }
}

TEST_CASE("whatever a look-up answers instead of a list is a classified failure") {
    struct Row {
        int status;
        std::string body;
        std::string means;
    };
    const Row rows[] = {
        {200, "<!DOCTYPE html><html>Sign in</html>", "bad_reply"},
        {200, "", "bad_reply"},
        {200, R"({"ok":true,"items":[{"id":"1")", "bad_reply"},
        {200, R"({"ok":true})", "bad_reply"},
        {200, R"({"ok":true,"items":"none"})", "bad_reply"},
        {200, R"({"ok":false,"error":"t0ken-value is wrong"})", "bad_reply"},
        {302, "", "bad_reply"},
        {401, "", "auth"},
        {403, "", "auth"},
        {429, "", "rate"},
        {503, "", "server"},
        {200, std::string(std::size_t{9} << 20, ' ') + "{}", "bad_reply"},
        {200, std::string(100000, '['), "bad_reply"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.body.substr(0, 60));
        Flow flow;
        flow.transport.handler = [&](const HttpRequest&) -> Result<HttpReply> {
            return FakeTransport::make_reply(row.status, row.body);
        };
        CHECK(flow.run({change(0, "home.example.com", {"192.0.2.2"})}) == Words{row.means});
        CHECK(flow.outcomes[0].error.what.find("t0ken") == std::string::npos);
        CHECK(flow.outcomes[0].error.what.size() < 500);
    }
}

TEST_CASE("a look-up that reaches nobody is a network failure, and the next try asks again") {
    Flow flow;
    const auto handler = flow.transport.handler;
    flow.transport.handler = [](const HttpRequest&) -> Result<HttpReply> {
        return fail(ErrorKind::network, "p.example was not reached");
    };
    CHECK(flow.run({change(0, "a.example.com", {"192.0.2.2"}), change(1, "b.example.com", {"192.0.2.2"})}) ==
          Words{"network", "network"});
    flow.transport.handler = handler;
    CHECK(flow.run({change(0, "a.example.com", {"192.0.2.2"})}) == Words{"updated"});
}
