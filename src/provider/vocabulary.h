// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The words of the provider language, where each may stand. The loader knows no others, and the JSON Schema
/// (`ddns-reactor providers schema`) is made of the same tables.
namespace ddns {

/// What is written after a word.
enum class Shape : std::uint8_t {
    format, ///< the number 1
    text,
    number,
    scalar, ///< a text or a number
    pointer,
    each, ///< words and pointers
    settings,
    flags, ///< what a setting is
    auth,
    types,
    headers,
    header_conditions, ///< headers, each with one text or several
    body,
    replies,
    call,
    list, ///< one text or several
    given,
    reply,
    examples,
};

struct Word {
    std::string_view name;
    Shape shape;
    std::string_view meaning; ///< a sentence without a full stop
};

std::span<const Word> file_words();
/// Words that a file always has itself, whatever it is like.
std::span<const std::string_view> own_words();
std::span<const Word> call_words();
std::span<const Word> login_words();
std::span<const Word> setting_words();
std::span<const Word> condition_words();
/// Of a call in an example, and of the reply that it gets.
std::span<const Word> step_words();
std::span<const Word> reply_words();
/// Of `each` in a list, besides the options of records; in the reply to a write: id and job.
std::span<const std::string_view> item_words();

/// The names alone, for "did you mean".
std::vector<std::string> names_of(std::span<const Word> words);
std::vector<std::string> names_of(std::span<const std::string_view> words);

} // namespace ddns
