// SPDX-License-Identifier: MIT
#pragma once

#include "provider/bound_account.h"
#include "provider/reply_rules.h"

#include <string>

namespace ddns {

/// What a provider said that was no success, for a person: who, what, its own words, what to do.
std::string tell(const BoundAccount& bound, const Verdict& verdict, const ReplyView& view);

} // namespace ddns
