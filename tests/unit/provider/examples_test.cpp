// SPDX-License-Identifier: MIT
// The examples of every provider file, and the runner that they and `providers try` share.
#include "provider/examples.h"

#include "provider/catalogue.h"
#include "provider/embedded.h"
#include "provider/load_definition.h"
#include "util/file.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ddns;

namespace {

const std::string head =
    "format: 1\ntitle: T\ndocs: d\nconfidence: high, 2026-01-02\nurl: https://p.example\n";
const std::string pushing = head + R"(settings: { token: { is: secret required, help: t } }
push:
  request: GET /u?n={name}&ip={ip}&t={token}
  headers: { X-Token: "{token}" }
  replies:
    - updated: { body: good }
    - rejected: { body: "bad*" }
    - rate 90s: { body: slow }
)";
const std::string given =
    "examples:\n  - given: { name: a.example.com, type: A, value: 192.0.2.1, token: \"s&cret\" }\n";

struct Tried {
    std::unique_ptr<const ProviderDefinition> definition;
    std::vector<Diagnostic> diagnostics; ///< of the examples
    std::vector<ExampleRun> runs;
    std::vector<std::string> problems; ///< "line: message"
};

Tried try_file(const std::string& text) {
    Tried out;
    LoadedDefinition loaded = load_definition("t", "t.yaml", text);
    CAPTURE(text);
    REQUIRE(loaded.definition);
    out.definition = std::move(loaded.definition);
    LoadedExamples examples = load_examples(*out.definition, "t.yaml", text);
    out.diagnostics = examples.diagnostics;
    for (const Example& example : examples.examples) {
        out.runs.push_back(run_example(*out.definition, example));
        for (const auto& problem : out.runs.back().problems)
            out.problems.push_back(fmt::format("{}: {}", problem.place.line, problem.message));
    }
    return out;
}

/// What is wrong with one provider file and its examples.
std::vector<std::string> problems_of(const ProviderCatalogue& catalogue, std::string_view name) {
    std::vector<std::string> out;
    const std::string file = fmt::format("providers/{}.yaml", name);
    for (const Diagnostic& problem : catalogue.problems(name)) out.push_back(to_string(problem));
    const ProviderDefinition* definition = catalogue.definition(name);
    if (!definition) return out;
    const auto text = read_file(fmt::format("{}/{}", DDNS_SOURCE_DIR, file), 1u << 20);
    if (!text || !*text) return {file + " cannot be read"};
    const LoadedExamples examples = load_examples(*definition, file, **text);
    for (const Diagnostic& problem : examples.diagnostics) out.push_back(to_string(problem));
    for (const Example& example : examples.examples)
        for (const auto& problem : run_example(*definition, example).problems)
            out.push_back(fmt::format("{}:{}: {}", file, problem.place.line, problem.message));
    if (!examples.diagnostics.empty()) return out;
    for (const std::string& missing : calls_not_shown(*definition, examples.examples))
        out.push_back(fmt::format("{}: {}", file, missing));
    return out;
}

} // namespace

TEST_CASE("every provider file does what its examples say") {
    const ProviderCatalogue catalogue;
    CHECK(embedded_providers().size() >= 90);
    for (const EmbeddedProvider& file : embedded_providers())
        for (const std::string& problem : problems_of(catalogue, file.name)) FAIL_CHECK(problem);
}

TEST_CASE("an example that holds has no problems, and its requests are shown without secrets") {
    const Tried tried = try_file(pushing + given + R"(    push:
      request: GET /u?n=a.example.com&ip=192.0.2.1&t=s%26cret
      headers: { x-token: s&cret }
      reply: good
    means: updated
  - { push: { reply: bad name }, means: rejected }
  - { push: { reply: slow }, means: rate 1m30s }
)");
    CHECK(tried.problems.empty());
    REQUIRE(tried.runs.size() == 3);
    REQUIRE(tried.runs[0].requests.size() == 1);
    const ShownRequest& shown = tried.runs[0].requests[0];
    CHECK(shown.line == "GET https://p.example/u?n=a.example.com&ip=192.0.2.1&t=***");
    CHECK(std::find(shown.headers.begin(), shown.headers.end(), "X-Token: ***") != shown.headers.end());
    CHECK(shown.call == "push");
    CHECK(shown.reply == "200 good");
    CHECK(tried.runs[2].outcomes == std::vector<std::string>{"rate 1m30s"});
}

TEST_CASE("what the engine does otherwise is told, all of it, at its line and without secrets") {
    struct Row {
        std::string example;
        std::vector<std::string> problems;
    };
    const Row rows[] = {
        {"    push: { request: \"GET /u?n=b.example.com&ip=192.0.2.1&t=s%26cret\", reply: good }\n"
         "    means: updated\n",
         {"16: the request of \"push\" is \"GET /u?n=a.example.com&ip=192.0.2.1&t=***\" and not \"GET "
          "/u?n=b.example.com&ip=192.0.2.1&t=***\" (from byte 10 on)"}},
        {"    push: { headers: { X-Other: x }, body: \"b\", reply: good }\n    means: updated\n",
         {"16: the body of \"push\" is \"\" and not \"b\" (from byte 1 on)",
          "16: \"push\" has no header \"X-Other\""}},
        {"    push: { headers: { X-Token: other }, reply: good }\n    means: updated\n",
         {"16: the header \"X-Token\" of \"push\" is \"***\" and not \"other\" (from byte 1 on)"}},
        {"    push: { reply: good }\n    push 2: { reply: good }\n    means: updated\n",
         {"17: no request leaves for \"push 2\": the change to a.example.com ended before, as \"updated\""}},
        {"    means: updated\n",
         {"15: GET https://p.example/u leaves, too, which the example does not show",
          "15: the change to a.example.com ends as \"not decided yet\" and not \"updated\""}},
        {"    push: { reply: good }\n    means: unchanged\n",
         {"15: the change to a.example.com ends as \"updated\" and not \"unchanged\""}},
    };
    for (const Row& row : rows) CHECK(try_file(pushing + given + row.example).problems == row.problems);
    const Tried failed = try_file(pushing + given + "    push: { reply: bad s&cret }\n    means: updated\n");
    REQUIRE(failed.problems.size() == 1);
    CHECK(failed.problems[0].find("ends as \"rejected\" and not \"updated\" (") != std::string::npos);
    CHECK(failed.problems[0].find("s&cret") == std::string::npos);
}

TEST_CASE("mistakes in examples are told with their place") {
    struct Row {
        std::string examples;
        int line, column;
        std::string message;
    };
    const std::string push = "    push: { reply: good }\n    means: updated\n";
    const Row rows[] = {
        {"examples: no\n", 14, 11, "examples must be a list"},
        {"examples:\n  - { push: { reply: good }, means: updated }\n", 15, 5,
         "the first example says what is \"given\": name, type, value and the settings"},
        {"examples:\n  - given: { name: a.example.com, value: 192.0.2.1 }\n" + push, 15, 12,
         "\"given\" must have name, type and value (for a removal: [])"},
        {"examples:\n  - given: { name: a.example.com, type: AAAA, value: 192.0.2.1 }\n" + push, 15, 54,
         "192.0.2.1 is not a value of type AAAA"},
        {"examples:\n  - given: { name: a.example.com, type: A, value: 192.0.2 }\n" + push, 15, 51,
         "\"192.0.2\" is not an address"},
        {"examples:\n  - given: { name: a.example.com, type: TXT, value: 192.0.2.1 }\n" + push, 15, 41,
         "type is A or AAAA"},
        {"examples:\n  - given: { name: a.example.com, type: A, value: 192.0.2.1, tokn: x }\n" + push, 15, 62,
         "unknown key \"tokn\" in given; did you mean \"token\"?"},
        {given + "    pusch: { reply: good }\n    means: updated\n", 16, 5,
         "an example has given, means and the calls of its file (push, and \"push 2\" for the second one), "
         "not "
         "\"pusch\"; did you mean \"push\"?"},
        {given + "    push: { request: GET / }\n    means: updated\n", 16, 5,
         "\"push\" needs a reply, which may be \"\""},
        {given + "    push: { reply: { status: 20 } }\n    means: updated\n", 16, 30,
         "status must be a whole number from 100 to 599"},
        {given + "    push: { reply: good }\n", 15, 5, "an example says what the change finally \"means\""},
        {given + "    push: { reply: good }\n    means: updatet\n", 17, 12,
         "a change cannot end as \"updatet\"; did you mean \"updated\"?; it can be updated, unchanged, "
         "config, "
         "system, network, timeout, server, rate, auth, abuse, rejected, bad_reply"},
        {given + "    push: { reply: good }\n    means: rate soon\n", 17, 12,
         "a wait is written like 30m, 90s or 2h"},
        {given + "    push: { reply: good }\n    means: [updated, updated]\n", 17, 12,
         "\"means\" has 2, but \"name\" 1; they go together"},
        {given + push + "names: full\n", 18, 1,
         "\"examples\" must be the last word of a file: what follows them is not read"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.examples);
        const Tried tried = try_file(pushing + row.examples);
        REQUIRE(tried.diagnostics.size() >= 1);
        CHECK(tried.runs.empty());
        CHECK(tried.diagnostics[0].message == row.message);
        CHECK(tried.diagnostics[0].line == row.line);
        CHECK(tried.diagnostics[0].column == row.column);
        CHECK(tried.diagnostics[0].excerpt.empty());
    }
}

TEST_CASE("a file without examples has a first one, whose request can be shown") {
    const Tried tried = try_file(pushing);
    CHECK(calls_not_shown(*tried.definition, {}) ==
          std::vector<std::string>{"no example shows the request of \"push\""});
    const ExampleRun run = run_example(*tried.definition, first_example(*tried.definition));
    CHECK(run.problems.empty());
    REQUIRE(run.requests.size() == 1);
    CHECK(run.requests[0].line == "GET https://p.example/u?n=home.example.com&ip=192.0.2.1&t=***");
}
