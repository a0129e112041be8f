// SPDX-License-Identifier: MIT
#include "util/xml.h"

#include <doctest/doctest.h>

using namespace ddns;

TEST_CASE("XML becomes the tree that JSON has") {
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"<a/>", R"({"a":""})"},
        {"<a> x </a>", R"({"a":"x"})"},
        {"<?xml version=\"1.0\"?>\n<!-- c -->\n<a><b>1</b><c/></a>\n", R"({"a":{"b":"1","c":""}})"},
        {"<a><b>1</b><c>2</c><b x=\"2\">3</b></a>", R"({"a":{"b":["1",{"x":"2","":"3"}],"c":"2"}})"},
        {"<a x='1' y=\"&lt;&#65;\"/>", R"({"a":{"x":"1","y":"<A"}})"},
        {"<a>1<b/>2</a>", R"({"a":{"b":"","":"12"}})"},
        {"<s:a xmlns:s=\"u\"><s:b>1</s:b></s:a>", R"({"s:a":{"xmlns:s":"u","s:b":"1"}})"},
        {"<a><![CDATA[<b>&amp;]]></a>", R"({"a":"<b>&amp;"})"},
        {"<a>&amp;&lt;&gt;&quot;&apos;&#x41;</a>", R"({"a":"&<>\"'A"})"},
    };
    for (const auto& [xml, json] : rows) {
        CAPTURE(xml);
        const auto tree = parse_xml(xml);
        REQUIRE(tree);
        CHECK(dump_json(*tree) == json);
    }
}

TEST_CASE("entities that a document declares are not expanded") {
    const auto tree =
        parse_xml("<!DOCTYPE a [<!ENTITY x \"boom\"><!ENTITY y SYSTEM \"file:///etc/passwd\">]>\n"
                  "<a>&x;&y;</a>");
    REQUIRE(tree);
    CHECK(dump_json(*tree) == R"({"a":"&x;&y;"})");
}

TEST_CASE("what is no XML document is an error") {
    for (const std::string_view text :
         {"", "x", "<a>", "<a></b>", "<a/><b/>", "<!-- c -->", "<a b=1/>", "<html><br></html>"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_xml(text));
    }
}

TEST_CASE("XML is bounded in size, depth and number") {
    const auto nested = [](int depth) {
        std::string text;
        for (int i = 0; i < depth; ++i) text += "<a>";
        for (int i = 0; i < depth; ++i) text += "</a>";
        return text;
    };
    CHECK(parse_xml(nested(64)));
    CHECK_FALSE(parse_xml(nested(65)));
    CHECK_FALSE(parse_xml(nested(100'000)));
    CHECK_FALSE(parse_xml("<a/>", 3));
    std::string many = "<r>";
    for (int i = 0; i < 500'000; ++i) many += "<a/>";
    CHECK_FALSE(parse_xml(many + "</r>"));
}
