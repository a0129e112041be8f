// SPDX-License-Identifier: MIT
#include "import/confuse.h"
#include "import/ddclient_lines.h"
#include "import/json_lines.h"
#include "import/yaml_scalar.h"
#include "imported_text.h"

using namespace ddns;
using testing::import_text;
using testing::ImportedText;

namespace {

std::string option(const DdclientLine& line, std::string_view name) {
    const OriginalOption* found = line.options.peek(name);
    return found ? found->value.text.reveal() : "(none)";
}

std::string value(const ConfuseFile& file, std::size_t index) {
    return file.items.at(index).values.at(0).text.reveal();
}

ImportedText read(ImportFormat format, const std::string& text) {
    return import_text(format, text, fakes::known_providers());
}

} // namespace

TEST_CASE("ddclient's lines: quotes, commas, comments and what goes on") {
    const DdclientFile file = parse_ddclient("# all of it\n"
                                             "login=a, server=\"x y\",zone=b\\,c   # end\n"
                                             "protocol=p \\\n"
                                             "  one.example,two.example user pass\n"
                                             "\r\n"
                                             "password=a#b\"c three.example\n"
                                             "password='it''s' four.example\n"
                                             "a_env=VARIABLE five.example");
    REQUIRE(file.lines.size() == 5);
    CHECK(option(file.lines[0], "server") == "x y");
    CHECK(option(file.lines[0], "zone") == "b,c");
    CHECK(file.lines[0].hosts.empty());
    CHECK(file.lines[1].place.line == 3);
    CHECK(file.lines[1].hosts == std::vector<std::string>{"one.example", "two.example"});
    CHECK(option(file.lines[1], "login") == "user");
    CHECK(option(file.lines[1], "password") == "pass");
    CHECK(option(file.lines[2], "password") == "a#b\"c");
    CHECK(option(file.lines[3], "password") == "it''s");
    CHECK(file.lines[3].hosts == std::vector<std::string>{"four.example"});
    REQUIRE(file.lines[4].options.peek("a"));
    CHECK(file.lines[4].options.peek("a")->value.kind == ImportedValue::Kind::variable);
}

TEST_CASE("libConfuse's syntax: comments, strings, lists, sections, variables") {
    const auto file = parse_confuse("# one\n// two\n/* three\n*/ a = 'x\\y' b = \"x\\ty\\x41\\101\"\n"
                                    "c += {1, 2}\nd = ${SECRET}\ne = \"${SECRET}\"\nf = '${SECRET}'\n"
                                    "S title:1 { g = h }",
                                    {});
    REQUIRE(file);
    REQUIRE(file->items.size() == 7);
    CHECK(value(*file, 0) == "x\\y");
    CHECK(value(*file, 1) == "x\tyAA");
    CHECK(file->items[1].place.line == 4);
    CHECK(file->items[2].appends);
    CHECK(file->items[2].values.size() == 2);
    CHECK(file->items[3].values[0].kind == ImportedValue::Kind::variable);
    CHECK(value(*file, 4) == "SECRET");
    CHECK(file->items[4].values[0].kind == ImportedValue::Kind::variable);
    CHECK(file->items[5].values[0].kind == ImportedValue::Kind::text);
    CHECK(file->items[6].name == "s");
    CHECK(file->items[6].title == "title:1");
    CHECK(file->items[6].items.size() == 1);
}

TEST_CASE("where the members of a JSON text stand") {
    const auto lines =
        json_member_lines("{\"a\": [\n  {\"b\": \"x\\\"{\",\n \"c\": {\"d\": 1}},\n {\"b\": 2}\n]}");
    CHECK(lines.at("/a") == 1);
    CHECK(lines.at("/a/0/b") == 2);
    CHECK(lines.at("/a/0/c/d") == 3);
    CHECK(lines.at("/a/1/b") == 4);
    CHECK(lines.size() == 5);
    CHECK(json_member_lines("]}\"\\").empty());
}

TEST_CASE("texts as YAML scalars") {
    CHECK(yaml_scalar("home.example.com") == "home.example.com");
    CHECK(yaml_scalar("https://a.example/x") == "https://a.example/x");
    for (const std::string_view text : {"", "null", "- a", "a: b", "#x", "*", "@", "~", "a b", "x,y", "{a}"})
        CHECK(yaml_scalar(text) == "\"" + std::string(text) + "\"");
    CHECK(yaml_scalar("a\"b\\") == "\"a\\\"b\\\\\"");
    CHECK(escape_references("${env:X} $x") == "$${env:X} $x");
}

TEST_CASE("import: secrets from the environment stay there") {
    const ImportedText inadyn = read(ImportFormat::inadyn, "provider duckdns.org {\n username = ${SECRET}\n"
                                                           " hostname = a.duckdns.org\n}\n");
    REQUIRE(inadyn.loaded.config);
    CHECK(inadyn.secrets.empty());
    CHECK(inadyn.loaded.config->accounts[0].settings.at("token").reveal() == "from-outside");
    const ImportedText ddclient =
        read(ImportFormat::ddclient, "use=web, protocol=duckdns, password_env=SECRET a.duckdns.org\n");
    REQUIRE(ddclient.loaded.config);
    CHECK(ddclient.secrets.empty());
    CHECK(ddclient.loaded.config->accounts[0].settings.at("token").reveal() == "from-outside");
}

TEST_CASE("import: accounts that say the same are one, records of both families too") {
    const ImportedText in =
        read(ImportFormat::ddclient, "protocol=duckdns\nusev4=webv4, usev6=webv6\n"
                                     "password=one a.duckdns.org\npassword=one b.duckdns.org\n"
                                     "password=two c.duckdns.org\n");
    REQUIRE(in.loaded.config);
    CHECK(in.loaded.config->accounts.size() == 2);
    CHECK(in.loaded.config->records.size() == 6);
    CHECK(in.yaml.find("types:") == std::string::npos);
}

TEST_CASE("import: credentials go in the clear only where they did before") {
    const ImportedText plain =
        read(ImportFormat::ddclient, "use=web, protocol=dyndns2, server=dyn.example.net, ssl=no, "
                                     "login=a, password=b c.example.net\n");
    REQUIRE(plain.loaded.config);
    CHECK(plain.loaded.config->accounts[0].url == "http://dyn.example.net");
    CHECK(plain.loaded.config->accounts[0].allow_http);
    CHECK(plain.says(
        "in:1: allow_http: without TLS, as before: everybody on the way can read the credentials."));
    const ImportedText tls =
        read(ImportFormat::ddclient, "use=web, protocol=dyndns2, server=dyn.example.net, "
                                     "login=a, password=b c.example.net\n");
    REQUIRE(tls.loaded.config);
    CHECK(tls.loaded.config->accounts[0].url == "https://dyn.example.net");
}

TEST_CASE("import: an account without what it needs is there to be completed, but off") {
    const ImportedText in =
        read(ImportFormat::ddclient, "use=web, protocol=duckdns, password=x a.duckdns.org\n"
                                     "use=web, protocol=cloudflare b.example.com\n");
    REQUIRE(in.loaded.config);
    CHECK(in.loaded.config->accounts.size() == 1);
    CHECK(in.yaml.find("  #  token: FILL ME IN\n") != std::string::npos);
    CHECK(in.says("in:2: b.example.com: not active: its account is not active."));
}

TEST_CASE("import: the key of ddclient's nsupdate stays in its file") {
    const ImportedText in =
        read(ImportFormat::ddclient, "use=web, protocol=nsupdate, server=192.0.2.53, zone=example.edu, "
                                     "password=/etc/keys/example.edu.key lab.example.edu\n");
    CHECK(in.yaml.find("key: \"${file:/etc/keys/example.edu.key}\"\n") != std::string::npos);
    CHECK(in.yaml.find("provider: rfc2136\n") != std::string::npos);
    CHECK(in.secrets.empty());
}

TEST_CASE("import: a name outside its account's zone is not active") {
    const ProviderCatalogue catalogue;
    const ImportedText in =
        import_text(ImportFormat::ddclient,
                    "use=web, protocol=nsupdate, server=192.0.2.53, zone=example.edu, "
                    "password=/etc/keys/example.edu.key lab.example.edu,lab.example.org\n",
                    KnownProviders(catalogue));
    REQUIRE(in.loaded.config);
    CHECK(in.loaded.config->records.size() == 1);
    CHECK(in.says("in:1: lab.example.org: not active: the name is not in the zone example.edu of "
                  "its account."));
}
