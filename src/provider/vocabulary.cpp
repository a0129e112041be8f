// SPDX-License-Identifier: MIT
#include "provider/vocabulary.h"

#include <algorithm>

namespace ddns {

namespace {

constexpr Word in_file[] = {
    {"format", Shape::format, "The version of the language: always 1"},
    {"title", Shape::text, "The provider's own name"},
    {"docs", Shape::text, "Where its interface is described"},
    {"confidence", Shape::text,
     "high, medium or low, the day of the last check, and after a semicolon what is not sure"},
    {"like", Shape::text, "Another provider file, from which every word comes that this one does not have"},
    {"url", Shape::text, "The base of every request; settings and {type} may stand in it"},
    {"settings", Shape::settings, "What an account (or, with record, a record) may set"},
    {"auth", Shape::auth, "A scheme and its arguments, or a call that logs in"},
    {"names", Shape::text,
     "full, full with dot, relative @, or under DOMAIN; and then perhaps: replies full"},
    {"types", Shape::types, "A or AAAA alone, together, or the provider's codes: { A: 1, AAAA: 28 }"},
    {"ttl", Shape::scalar, "What is allowed in seconds, such as 1, 60-86400; or none"},
    {"pace", Shape::text, "With commas: 4 at once, 20 in one, 5m apart, again after 25d"},
    {"headers", Shape::headers, "With every request"},
    {"body", Shape::body, "With the body of every request"},
    {"replies", Shape::replies, "What replies to every call mean"},
    {"push", Shape::call, "One request that makes a name hold what it shall"},
    {"zone", Shape::call, "Finds the zone of a name"},
    {"list", Shape::call, "Tells what is there"},
    {"create", Shape::call, "Makes a record, or an RRset where it writes all values at once"},
    {"update", Shape::call, "Changes a record or an RRset"},
    {"delete", Shape::call, "Removes a record or an RRset"},
    {"batch", Shape::call, "Does several writes at once"},
    {"after", Shape::call, "Asked once for each zone that was written, or for each job"},
    {"examples", Shape::examples, "The tests of this file: what leaves and what each reply means"},
};
constexpr std::string_view always_own[] = {"format", "title", "docs", "confidence", "like", "examples"};

constexpr Word in_call[] = {
    {"request", Shape::text, "METHOD /path?query, or METHOD form /path for a form body"},
    {"headers", Shape::headers, "Of this call; they come first"},
    {"body", Shape::body, "A map or list is JSON or a form, a text is sent as it is"},
    {"items", Shape::pointer, "Where the list is in the reply; without it the reply is the one item"},
    {"each", Shape::each, "Where things are in an item"},
    {"more", Shape::text, "How a list goes on: Link, or a pointer to the number of items or to the cursor"},
    {"replies", Shape::replies, "Of this call; they come first"},
};
constexpr Word in_login[] = {
    {"request", Shape::text, "METHOD and a path, or a whole https URL"},
    {"headers", Shape::headers, "Of this call; they come first"},
    {"body", Shape::body, "A map or list is JSON or a form, a text is sent as it is"},
    {"each", Shape::each, "A name for what is read, and its pointer or the name of a header"},
    {"replies", Shape::replies, "Of this call; they come first"},
};
constexpr Word in_setting[] = {
    {"is", Shape::flags, "Words that say what it is, and last: default and its text"},
    {"help", Shape::text, "One sentence for people; may hold a link"},
};
constexpr Word in_condition[] = {
    {"status", Shape::list, "200, or 4xx"},
    {"body", Shape::list, "All of the body, with * at its ends for whatever is there"},
    {"headers", Shape::header_conditions, "Headers and their values"},
};
constexpr Word in_step[] = {
    {"request", Shape::text, "What must leave: METHOD /path?query"},
    {"headers", Shape::headers, "Headers that it must have"},
    {"body", Shape::text, "The exact body"},
    {"reply", Shape::reply, "What comes back; a text is a 200"},
};
constexpr Word in_reply[] = {
    {"status", Shape::number, "200 when missing"},
    {"headers", Shape::headers, "Headers of the reply"},
    {"body", Shape::text, "The body of the reply"},
};
constexpr std::string_view in_item[] = {"id", "name", "type", "value", "ttl", "job"};

} // namespace

std::span<const Word> file_words() { return in_file; }
std::span<const std::string_view> own_words() { return always_own; }
std::span<const Word> call_words() { return in_call; }
std::span<const Word> login_words() { return in_login; }
std::span<const Word> setting_words() { return in_setting; }
std::span<const Word> condition_words() { return in_condition; }
std::span<const Word> step_words() { return in_step; }
std::span<const Word> reply_words() { return in_reply; }
std::span<const std::string_view> item_words() { return in_item; }

std::vector<std::string> names_of(std::span<const Word> words) {
    std::vector<std::string> out;
    for (const Word& word : words) out.emplace_back(word.name);
    return out;
}

std::vector<std::string> names_of(std::span<const std::string_view> words) {
    return {words.begin(), words.end()};
}

} // namespace ddns
