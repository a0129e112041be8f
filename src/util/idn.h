// SPDX-License-Identifier: MIT
#pragma once

#include "util/result.h"

#include <string>
#include <string_view>

/// Names in other scripts (IDNA): people write and read `müller.example`, DNS and providers want
/// `xn--mller-kva.example`. The conversion is UTS #46 without its transitional step: libidn2 on POSIX, the
/// functions of Windows there.
namespace ddns {

/// The form for DNS, in lower case; a name that is ASCII already comes back as it is. Errors: `config`, a
/// phrase that goes on after "the name": "has a letter that names cannot have". Windows knows rules of 2003
/// only, under which ß and a few others turn into something else: such a name is an error there instead of
/// another name.
Result<std::string> ascii_name(std::string_view utf8);

/// The same for names that a provider wrote: what cannot be converted stays as it is.
std::string ascii_name_or_same(std::string_view utf8);

/// The form for people; "" when the name has no part that begins with xn--, or one that cannot be read.
std::string unicode_name(std::string_view ascii);

/// For messages: `xn--mller-kva.example (müller.example)`, or the name alone.
std::string told_name(std::string_view ascii);

} // namespace ddns
