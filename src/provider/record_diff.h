// SPDX-License-Identifier: MIT
#pragma once

#include "provider/change.h"
#include "provider/definition.h"
#include "provider/record_cache.h"

#include <optional>
#include <string>
#include <vector>

namespace ddns {

/// One write that makes an RRset what it should be.
struct WriteOp {
    WriteKind kind = WriteKind::create;
    HeldRecord held;               ///< what is updated or removed; empty for what is new
    std::vector<IpAddress> values; ///< to be there afterwards: one, or all of an RRset; none: it goes
};

/// What must be the same besides the value, for a record to be left alone.
struct WantedExtras {
    std::optional<unsigned> ttl;
    std::vector<std::optional<std::string>>
        options; ///< parallel to HeldRecord::options; unset: whatever it is
};

/// Whose the records of a name are. Values that the program put there are told by its state, or by the mark
/// that the configuration gives them (the option `comment`).
struct Ownership {
    bool keep_others = false; ///< otherwise all of them are ours
    std::vector<IpAddress> ours{};
    std::optional<std::size_t> mark{}; ///< its place in WantedExtras::options
};

/// How a provider can write.
struct WriteWays {
    bool update =
        true; ///< a record can be changed in its place; otherwise it is created and the old one removed
    bool refresh = false; ///< write also what is there already
};

/// Pure: the writes that turn `held` into `wanted`, updates first, then creations, removals last, so that the
/// name never has no address in between. Empty: nothing to do. What is not ours is left as it is.
std::vector<WriteOp> difference(const HeldSet& held, const std::vector<IpAddress>& wanted,
                                const WantedExtras& extras, WriteWays ways, const Ownership& ownership = {});

/// The same where an RRset is written as a whole: at most one write. `write` is what replaces it, `create`
/// what is used when there is none. What is not ours is written again with the rest.
std::vector<WriteOp> difference_of_set(const HeldSet& held, const std::vector<IpAddress>& wanted,
                                       const WantedExtras& extras, WriteKind write, WriteKind create,
                                       bool refresh, const Ownership& ownership = {});

} // namespace ddns
