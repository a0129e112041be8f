// SPDX-License-Identifier: MIT
#include "provider/template.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

struct Fixture {
    std::vector<SettingTraits> traits;
    std::vector<std::optional<std::string>> values;
    Bindings bindings;
    Fixture() {
        add("token", "a&b {ip}\r\n");
        traits.back().secret = true;
        add("flag", "true");
        traits.back().boolean = true;
        add("unset", std::nullopt);
        bindings.traits = traits;
        bindings.settings = values;
        bindings.set(Var::ip, "2001:db8::1").set(Var::ttl, "60");
    }
    void add(std::string name, std::optional<std::string> value) {
        SettingTraits trait;
        trait.name = std::move(name);
        traits.push_back(trait);
        values.push_back(std::move(value));
    }
    std::optional<std::string> fill(std::string_view text, Position position) const {
        return Template::parse(text, traits)->text(bindings, position);
    }
};

} // namespace

TEST_CASE("a placeholder is encoded for its place and what it stands for is not read again") {
    const Fixture f;
    CHECK(f.fill("{token}", Position::plain) == "a&b {ip}\r\n");
    CHECK(f.fill("{token}", Position::url) == "a%26b%20%7Bip%7D%0D%0A");
    CHECK(f.fill("{token}", Position::header) == "a&b {ip}");
    CHECK(f.fill("x={ip}", Position::url) == "x=2001%3Adb8%3A%3A1");
    CHECK(f.fill("{\"ip\": \"{ip}\"} {} {A} {", Position::plain) == "{\"ip\": \"2001:db8::1\"} {} {A} {");
}

TEST_CASE("a placeholder that stands for nothing takes everything with it, or its own text") {
    const Fixture f;
    CHECK(f.fill("a{unset}", Position::plain) == std::nullopt);
    CHECK(f.fill("a{ip4}", Position::plain) == std::nullopt);
    CHECK(f.fill("a{ip4|no}", Position::plain) == "ano");
    CHECK(f.fill("a{unset|}", Position::plain) == "a");
}

TEST_CASE("a template that is one placeholder keeps its type") {
    const Fixture f;
    const auto json = [&](std::string_view text) {
        return Template::parse(text, f.traits)->json(f.bindings);
    };
    CHECK(json("{ttl}") == Json(60));
    CHECK(json("{zone|1}") == Json("1"));
    CHECK(json("{page|1}") == Json(1));
    CHECK(json("{flag}") == Json(true));
    CHECK(json("x{ttl}") == Json("x60"));
}

TEST_CASE("a value can be sent as its digest") {
    const Fixture f;
    CHECK(f.fill("{ip4:md5}", Position::plain) == std::nullopt);
    CHECK(f.fill("{ttl:md5}", Position::plain) == "072b030ba126b2f4b2374f342be9ed44");
    CHECK(f.fill("{ttl:sha1}", Position::plain) == "e6c3dd630428fd54834172b8fd2735fed9416da4");
    CHECK(f.fill("{ttl:sha256}", Position::plain) ==
          "39fa9ec190eee7b6f4dff1100d6343e10918d044c75eac8f9e9a2596173f80c9");
    CHECK(f.fill("{ttl:base64}", Position::url) == "NjA%3D");
    CHECK(f.fill("{ip4:md5|-}", Position::plain) == "-");
    CHECK(f.fill("{ttl:}{ttl:md5", Position::plain) == "{ttl:}{ttl:md5");
    std::size_t at = 0;
    CHECK_FALSE(Template::parse("a {ttl:md4}", f.traits, &at));
    CHECK(at == 7);
}

TEST_CASE("text in XML is escaped and holds nothing that XML cannot") {
    Fixture f;
    f.bindings.set(Var::zone, "a<b>&\"'\x01\n");
    CHECK(f.fill("<z>{zone}</z>", Position::xml) == "<z>a&lt;b&gt;&amp;&quot;&apos;\n</z>");
}

TEST_CASE("a setting with commas is several texts to compare with") {
    Fixture f;
    f.values[0] = "a, b,,c";
    f.bindings.settings = f.values;
    CHECK(Template::parse("{token} *", f.traits)->alternatives(f.bindings) ==
          std::vector<std::string>{"a *", "b *", "c *"});
    CHECK(Template::parse("x", f.traits)->alternatives(f.bindings) == std::vector<std::string>{"x"});
    CHECK(Template::parse("{unset}", f.traits)->alternatives(f.bindings).empty());
}

TEST_CASE("secrets are stars in a redacted text") {
    const Fixture f;
    CHECK(Template::parse("/u/{token}/{ip}", f.traits)->redacted(f.bindings, Position::url) ==
          "/u/***/2001%3Adb8%3A%3A1");
}

TEST_CASE("an unknown name is an error with its place and a proposal") {
    const Fixture f;
    std::size_t at = 0;
    const auto parsed = Template::parse("a={ip}&b={tokn}", f.traits, &at);
    REQUIRE_FALSE(parsed);
    CHECK(at == 9);
    CHECK(parsed.error().what == "nothing is called {tokn}; did you mean {token}?");
}
