// SPDX-License-Identifier: MIT
#include "provider/schema.h"

#include "provider/load_auth.h"
#include "provider/load_call.h"
#include "provider/load_words.h"
#include "provider/vocabulary.h"
#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

namespace {

using Object = Json::Object;

Json type(std::string_view name) { return Json(Object{{"type", name}}); }
Json types(std::vector<std::string_view> names) {
    Json out{Json::Array{}};
    for (const std::string_view name : names) out.push_back(name);
    return Json(Object{{"type", std::move(out)}});
}
Json reference(std::string_view name) {
    return Json(Object{{"$ref", fmt::format("#/definitions/{}", name)}});
}
Json pattern(std::string text) { return Json(Object{{"type", "string"}, {"pattern", std::move(text)}}); }
Json any_of(Json::Array options) { return Json(Object{{"anyOf", std::move(options)}}); }
Json list_of(Json items) { return Json(Object{{"type", "array"}, {"items", std::move(items)}}); }
Json map_of(Json values) {
    return Json(Object{{"type", "object"}, {"additionalProperties", std::move(values)}});
}

std::string alternatives(const std::vector<std::string_view>& words) { return join(names_of(words), "|"); }

Json scalar() { return types({"string", "number", "boolean"}); }

/// What a word takes, as the schema says it.
Json shape(Shape shape) {
    switch (shape) {
    case Shape::format:
        return Json(Object{{"const", 1}});
    case Shape::text:
        return type("string");
    case Shape::number:
        return type("integer");
    case Shape::scalar:
        return types({"string", "integer"});
    case Shape::pointer:
        return pattern("^(/.*)?$");
    case Shape::each:
        return map_of(type("string"));
    case Shape::settings:
        return map_of(reference("setting"));
    case Shape::flags:
        return pattern(fmt::format("^(({})( +|$))*(default .+)?$", alternatives(flag_words())));
    case Shape::auth:
        return any_of({pattern(fmt::format("^({})( .*)?$", alternatives(auth_words()))), reference("login")});
    case Shape::types:
        return any_of({Json(Object{{"enum", Json::Array{"A", "AAAA", "together"}}}),
                       map_of(types({"string", "integer"}))});
    case Shape::headers:
        return any_of({type("string"), map_of(scalar())});
    case Shape::header_conditions:
        return map_of(any_of({scalar(), list_of(scalar())}));
    case Shape::body:
        return types({"string", "object", "array"});
    case Shape::replies:
        return list_of(reference("rule"));
    case Shape::call:
        return reference("call");
    case Shape::list:
        return any_of({types({"string", "integer"}), list_of(types({"string", "integer"}))});
    case Shape::given:
        return type("object");
    case Shape::reply:
        return any_of({type("string"), reference("reply")});
    case Shape::examples:
        return list_of(reference("example"));
    }
    return Json(true);
}

Json map_with(std::span<const Word> words, std::vector<std::string_view> required = {}) {
    Json properties{Json::Object{}};
    for (const Word& word : words) {
        Json value = shape(word.shape);
        value.set("description", word.meaning);
        properties.set(std::string(word.name), std::move(value));
    }
    Json out(
        Object{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}});
    if (!required.empty()) {
        Json names{Json::Array{}};
        for (const std::string_view name : required) names.push_back(name);
        out.set("required", std::move(names));
    }
    return out;
}

/// `meaning: { conditions }`
Json rule() {
    Json conditions = map_with(condition_words());
    conditions.set("patternProperties", Json(Object{{"^/", any_of({scalar(), list_of(scalar())})}}));
    const std::string meaning = fmt::format("^({})( ([0-9]+[dhms])+)?$", alternatives(meaning_words()));
    return Json(Object{{"type", "object"},
                       {"minProperties", 1},
                       {"maxProperties", 1},
                       {"patternProperties", Json(Object{{meaning, std::move(conditions)}})},
                       {"additionalProperties", false}});
}

Json example() {
    std::vector<std::string_view> calls = {"auth"};
    for (const Word& word : file_words())
        if (word.shape == Shape::call) calls.push_back(word.name);
    const std::string call = fmt::format("^({})( [0-9]+)?$", alternatives(calls));
    const Json means = any_of({type("string"), list_of(type("string"))});
    return Json(Object{{"type", "object"},
                       {"properties", Json(Object{{"given", type("object")}, {"means", means}})},
                       {"patternProperties", Json(Object{{call, map_with(step_words(), {"reply"})}})},
                       {"required", Json::Array{"means"}},
                       {"additionalProperties", false}});
}

} // namespace

Json provider_schema() {
    Json schema(Object{{"$schema", "http://json-schema.org/draft-07/schema#"},
                       {"title", "ddns-reactor provider file, format 1"}});
    const Json file = map_with(file_words(), {"format", "title", "docs", "confidence"});
    for (const auto& [key, value] : *file.if_object()) schema.set(key, value);
    schema.set("definitions", Json(Object{{"setting", map_with(setting_words(), {"help"})},
                                          {"login", map_with(login_words(), {"request", "each"})},
                                          {"call", map_with(call_words(), {"request"})},
                                          {"rule", rule()},
                                          {"example", example()},
                                          {"reply", map_with(reply_words())}}));
    return schema;
}

} // namespace ddns
