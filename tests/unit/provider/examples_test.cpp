// SPDX-License-Identifier: MIT
// Runs the examples of every provider file through the real engine.
#include "provider/auth/token_exchange.h"
#include "provider/catalogue.h"
#include "provider/embedded.h"
#include "unit/provider/bench.h"
#include "util/text.h"
#include "util/version.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <set>
#include <yaml-cpp/yaml.h>

namespace ddns::provider_test {

std::string word(const Outcome& outcome) {
    if (outcome.status == Outcome::Status::updated) return "updated";
    if (outcome.status == Outcome::Status::unchanged) return "unchanged";
    std::string out(to_string(outcome.error.kind));
    if (!outcome.error.retry_after) return out;
    const auto seconds = outcome.error.retry_after->count() / 1000000;
    return out + fmt::format(" {}s", seconds);
}

} // namespace ddns::provider_test

using namespace ddns;
using namespace ddns::provider_test;

namespace {

std::vector<std::string> texts(const YAML::Node& node) {
    if (!node) return {};
    if (node.IsScalar()) return {node.Scalar()};
    return node.as<std::vector<std::string>>();
}

std::vector<IpAddress> addresses(const YAML::Node& node) {
    std::vector<IpAddress> out;
    for (const std::string& text : texts(node)) {
        const auto address = IpAddress::parse(text);
        REQUIRE_MESSAGE(address, text);
        out.push_back(*address);
    }
    return out;
}

/// "server 30m" as `word` writes it.
std::string in_seconds(const std::string& means) {
    const std::size_t space = means.find(' ');
    if (space == std::string::npos) return means;
    const long count = std::stol(means.substr(space + 1));
    const char unit = means.back();
    return fmt::format("{} {}s", means.substr(0, space), count * (unit == 'm' ? 60 : unit == 'h' ? 3600 : 1));
}

HttpReply reply_from(const YAML::Node& node) {
    if (node.IsScalar()) return FakeTransport::make_reply(200, node.Scalar());
    std::vector<std::pair<std::string, std::string>> headers;
    if (node["headers"])
        for (const auto& header : node["headers"])
            headers.emplace_back(to_lower(header.first.Scalar()), header.second.Scalar());
    return FakeTransport::make_reply(node["status"] ? node["status"].as<int>() : 200,
                                     node["body"] ? node["body"].Scalar() : "", headers);
}

struct Given {
    Account account;
    std::vector<Change> changes;
};

Given given_from(const YAML::Node& node, const ProviderDefinition& definition) {
    Given out;
    out.account.name = "example";
    std::map<std::string, std::string> options;
    std::optional<unsigned> ttl;
    for (const auto& member : node) {
        const std::string key = member.first.Scalar();
        if (key == "url") out.account.url = member.second.Scalar();
        if (key == "batch") out.account.batch = member.second.as<unsigned>();
        if (key == "zone") options["zone"] = member.second.Scalar();
        if (key == "ttl") ttl = member.second.as<unsigned>();
        const auto setting = std::find_if(definition.settings.begin(), definition.settings.end(),
                                          [&](const SettingTraits& s) { return s.name == key; });
        if (setting == definition.settings.end()) {
            const std::set<std::string> known = {"url",  "batch", "ttl",   "name",
                                                 "type", "value", "other", "zone"};
            CHECK_MESSAGE(known.count(key) == 1, key);
        } else if (setting->record) {
            options[key] = member.second.Scalar();
        } else {
            out.account.settings[key] = Secret(member.second.Scalar());
        }
    }
    for (const std::string& name : texts(node["name"])) {
        Change change;
        change.record = out.changes.size();
        change.name = name;
        change.type = node["type"].Scalar() == "A" ? RecordType::A : RecordType::AAAA;
        change.values = addresses(node["value"]);
        change.other = addresses(node["other"]);
        change.ttl = ttl;
        change.options = options;
        for (const IpAddress& value : change.values) CHECK(type_of(value.family()) == change.type);
        out.changes.push_back(std::move(change));
    }
    return out;
}

void check_request(const YAML::Node& step, const HttpRequest& request, const std::string& base) {
    if (step["request"]) {
        std::string url = request.url.reveal();
        std::string wanted = step["request"].Scalar();
        const std::string own_version = "{version}";
        if (const auto at = wanted.find(own_version); at != std::string::npos)
            wanted.replace(at, own_version.size(), version());
        const bool whole = wanted.find("://") < wanted.find('?');
        if (whole)
            CHECK(request.method + " " + url == wanted);
        else if (url.starts_with(base + "/"))
            url = url.substr(base.size());
        else if (const auto host = url.find("://"); host != std::string::npos)
            url = url.substr(url.find('/', host + 3));
        if (!whole) CHECK(request.method + " " + url == wanted);
    }
    if (step["body"]) CHECK(request.body.reveal() == step["body"].Scalar());
    if (!step["headers"]) return;
    for (const auto& wanted : step["headers"]) {
        const auto found = std::find_if(request.headers.begin(), request.headers.end(),
                                        [&](const HttpHeader& h) { return h.name == wanted.first.Scalar(); });
        REQUIRE_MESSAGE(found != request.headers.end(), wanted.first.Scalar());
        CHECK(found->value.reveal() == wanted.second.Scalar());
    }
}

/// No secret of the account is in a message or a label.
void check_nothing_leaks(const Given& given, const ProviderDefinition& definition, const Bench& bench) {
    for (const SettingTraits& trait : definition.settings) {
        const auto setting = given.account.settings.find(trait.name);
        if (!trait.secret || setting == given.account.settings.end()) continue;
        if (setting->second.reveal().size() < 4) continue;
        for (const Outcome& outcome : bench.outcomes)
            CHECK(outcome.error.what.find(setting->second.reveal()) == std::string::npos);
        for (const auto& call : bench.transport.calls)
            CHECK(call.request.label.find(setting->second.reveal()) == std::string::npos);
    }
    for (const auto& call : bench.transport.calls) CHECK(call.request.label.find('?') == std::string::npos);
}

void run_example(const YAML::Node& example, const YAML::Node& given_node,
                 const ProviderDefinition& definition, std::set<std::string>& shown) {
    const Given given = given_from(given_node, definition);
    std::string base = given.account.url.empty() ? definition.info.url : given.account.url;
    while (base.ends_with('/')) base.pop_back();
    Bench bench("");
    bench.session = make_session(definition, given.account, bench.transport, bench.turns, example_sources());
    bench.submit(given.changes);
    std::size_t next = 0;
    for (const auto& member : example) {
        const std::string key = member.first.Scalar();
        if (key == "given" || key == "means") continue;
        const std::string call = key.substr(0, key.find(' '));
        if (member.second["request"]) shown.insert(call);
        while (bench.turns.turn()) {
        }
        REQUIRE_MESSAGE(next < bench.transport.calls.size(), "no request for \"", key, "\"");
        check_request(member.second, bench.transport.calls[next].request, base);
        bench.transport.answer(next++, reply_from(member.second["reply"]));
    }
    while (bench.turns.turn()) {
    }
    CHECK_MESSAGE(next == bench.transport.calls.size(), "more requests than the example shows");
    const auto means = texts(example["means"]);
    REQUIRE(bench.outcomes.size() == means.size());
    for (const Outcome& outcome : bench.outcomes) {
        CHECK_MESSAGE(word(outcome) == in_seconds(means.at(outcome.record)), outcome.error.what);
        if (outcome.status == Outcome::Status::failed) CHECK_FALSE(outcome.error.what.empty());
    }
    check_nothing_leaks(given, definition, bench);
}

} // namespace

TEST_CASE("every provider file does what its examples say") {
    const ProviderCatalogue catalogue;
    CHECK(embedded_providers().size() >= 7);
    for (const EmbeddedProvider& file : embedded_providers()) {
        CAPTURE(file.name);
        for (const Diagnostic& problem : catalogue.problems(file.name))
            FAIL_CHECK(problem.file << ":" << problem.line << ":" << problem.column << ": "
                                    << problem.message);
        const ProviderDefinition* definition = catalogue.definition(file.name);
        if (!definition) continue;
        std::set<std::string> shown;
        YAML::Node given;
        const YAML::Node examples =
            YAML::LoadFile(fmt::format("{}/providers/{}.yaml", DDNS_SOURCE_DIR, file.name))["examples"];
        for (const YAML::Node& example : examples) {
            if (example["given"]) given.reset(example["given"]);
            const int line = example.Mark().line + 1;
            CAPTURE(line);
            try {
                run_example(example, given, *definition, shown);
            } catch (const doctest::detail::TestFailureException&) {
                continue; // it is told; the other examples and files have their turn
            }
        }
        const std::pair<const char*, bool> calls[] = {
            {"push", definition->push.has_value()},     {"zone", definition->zone.has_value()},
            {"list", definition->list.has_value()},     {"create", definition->create.has_value()},
            {"update", definition->update.has_value()}, {"delete", definition->remove.has_value()},
            {"batch", definition->batch.has_value()}};
        if (needs_token(definition->auth.scheme))
            CHECK_MESSAGE(shown.count("auth") == 1, "no example shows the request of auth");
        for (const auto& call : calls) {
            if (!call.second) continue;
            CHECK_MESSAGE(shown.count(call.first) == 1, "no example shows the request of ", call.first);
        }
    }
}
