// SPDX-License-Identifier: MIT
// The JSON Schema of provider files, held against the files themselves by a small validator for the words
// that it uses.
#include "provider/schema.h"

#include "provider/embedded.h"
#include "util/text.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <regex>
#include <set>
#include <yaml-cpp/yaml.h>

using namespace ddns;

namespace {

/// As the YAML core schema reads it, so that numbers and truths are what an editor takes them for.
Json json_of(const YAML::Node& node) {
    if (node.IsMap()) {
        Json out{Json::Object{}};
        for (const auto& member : node) out.set(member.first.Scalar(), json_of(member.second));
        return out;
    }
    if (node.IsSequence()) {
        Json out{Json::Array{}};
        for (const YAML::Node& item : node) out.push_back(json_of(item));
        return out;
    }
    const std::string text = node.Scalar();
    if (node.Tag() == "!") return Json(text); // it was quoted
    if (text == "true" || text == "false") return Json(text == "true");
    if (const auto number = parse_unsigned(text)) return Json(static_cast<std::int64_t>(*number));
    return Json(text);
}

/// The first place where a value is not as a schema says; "" when there is none.
class Validator {
public:
    explicit Validator(const Json& root) : root_(root) {}

    std::string wrong(const Json& value, const Json& schema, const std::string& at) const {
        if (const Json* reference = schema.find("$ref"))
            return wrong(value, *root_.at(reference->scalar_text().substr(1)), at);
        if (const Json* types = schema.find("type"); types && !is(value, *types))
            return at + " has another type";
        if (const Json* constant = schema.find("const"); constant && !(*constant == value))
            return at + " is another";
        if (const Json* list = schema.find("enum")) {
            const Json::Array& options = *list->if_array();
            if (std::find(options.begin(), options.end(), value) == options.end())
                return at + " is none of these";
        }
        if (const Json* pattern = schema.find("pattern"))
            if (value.if_string() && !matches(*value.if_string(), pattern->scalar_text()))
                return fmt::format("{} does not match: {}", at, *value.if_string());
        if (const Json* options = schema.find("anyOf")) {
            std::string why;
            const bool any =
                std::any_of(options->if_array()->begin(), options->if_array()->end(), [&](const Json& o) {
                    why = wrong(value, o, at);
                    return why.empty();
                });
            if (!any) return why;
        }
        if (const Json::Array* items = value.if_array(); items && schema.find("items"))
            for (std::size_t i = 0; i < items->size(); ++i)
                if (std::string why = wrong((*items)[i], *schema.find("items"), fmt::format("{}/{}", at, i));
                    !why.empty())
                    return why;
        return value.if_object() ? members(value, schema, at) : "";
    }

private:
    static bool matches(const std::string& text, const std::string& pattern) {
        return std::regex_search(text, std::regex(pattern));
    }

    static bool is(const Json& value, const Json& types) {
        if (const Json::Array* options = types.if_array())
            return std::any_of(options->begin(), options->end(),
                               [&](const Json& type) { return is(value, type); });
        const std::string type = types.scalar_text();
        const bool scalar = !value.if_object() && !value.if_array() && !value.if_string();
        const bool truth = scalar && (value == Json(true) || value == Json(false));
        return type == "object"    ? value.if_object() != nullptr
               : type == "array"   ? value.if_array() != nullptr
               : type == "string"  ? value.if_string() != nullptr
               : type == "boolean" ? truth
                                   : scalar && !truth;
    }

    std::string members(const Json& value, const Json& schema, const std::string& at) const {
        for (const auto& name :
             schema.find("required") ? *schema.find("required")->if_array() : Json::Array{})
            if (!value.find(name.scalar_text())) return fmt::format("{} has no {}", at, name.scalar_text());
        const auto count = static_cast<std::int64_t>(value.if_object()->size());
        if (schema.find("maxProperties") && count > 1) return at + " has several members";
        if (schema.find("minProperties") && count < 1) return at + " is empty";
        for (const auto& [name, member] : *value.if_object()) {
            const std::string place = at + "/" + name;
            const Json* own = schema.find("properties") ? schema.find("properties")->find(name) : nullptr;
            bool known = own != nullptr;
            std::string why = own ? wrong(member, *own, place) : "";
            if (const Json* patterns = schema.find("patternProperties"))
                for (const auto& [pattern, of] : *patterns->if_object()) {
                    if (!matches(name, pattern)) continue;
                    known = true;
                    if (why.empty()) why = wrong(member, of, place);
                }
            const Json* others = schema.find("additionalProperties");
            if (!known && others)
                why = *others == Json(false) ? place + " is unknown" : wrong(member, *others, place);
            if (!why.empty()) return why;
        }
        return "";
    }

    const Json& root_;
};

std::string wrong(const Json& schema, const std::string& text) {
    return Validator(schema).wrong(json_of(YAML::Load(text)), schema, "");
}

const std::string head =
    "format: 1\ntitle: T\ndocs: d\nconfidence: high, 2026-01-02\nurl: https://p.example\n";

} // namespace

TEST_CASE("the schema takes every provider file, with its examples") {
    const Json schema = provider_schema();
    for (const EmbeddedProvider& file : embedded_providers()) {
        CAPTURE(file.name);
        const YAML::Node document =
            YAML::LoadFile(fmt::format("{}/providers/{}.yaml", DDNS_SOURCE_DIR, file.name));
        CHECK(Validator(schema).wrong(json_of(document), schema, "") == "");
    }
}

TEST_CASE("the schema refuses what the loader refuses") {
    const Json schema = provider_schema();
    const std::string push = "push: { request: GET /u, replies: [ updated: { body: good } ] }\n";
    CHECK(wrong(schema, head + push) == "");
    for (const auto& [text, says] : {
             std::pair{head + "payce: 3 at once\n", "/payce is unknown"},
             {head + "push: { replies: [] }\n", "/push has no request"},
             {head + "push: { request: GET /, each: [] }\n", "/push/each has another type"},
             {head + "push: { request: GET /, replies: [ updatet: {} ] }\n",
              "/push/replies/0/updatet is unknown"},
             {head + "push: { request: GET /, replies: [ { ok: {}, auth: {} } ] }\n",
              "/push/replies/0 has several members"},
             {head + "push: { request: GET /, replies: [ ok: { boddy: x } ] }\n",
              "/push/replies/0/ok/boddy is unknown"},
             {head + "push: { request: GET /, items: here }\n", "/push/items does not match: here"},
             {head + "auth: bearrer {token}\n", "/auth has another type"},
             {head + "settings: { t: { is: sekret, help: x } }\n", "/settings/t/is does not match: sekret"},
             {head + "settings: { t: { is: secret } }\n", "/settings/t has no help"},
             {head + "examples: [ { push: { reply: x } } ]\n", "/examples/0 has no means"},
             {head + "examples: [ { pusch: { reply: x }, means: updated } ]\n",
              "/examples/0/pusch is unknown"},
             {head + "examples: [ { list 2: { request: GET / }, means: updated } ]\n",
              "/examples/0/list 2 has no reply"},
             {std::string("format: 2\ntitle: T\ndocs: d\nconfidence: low\n"), "/format is another"},
             {std::string("format: 1\ntitle: T\ndocs: d\n"), " has no confidence"},
         }) {
        CAPTURE(text);
        CHECK(wrong(schema, text) == says);
    }
}
