// SPDX-License-Identifier: MIT
#pragma once

namespace ddns {

/// Something that is under way. The owner holds it; destroying it cancels it, and then its callback never
/// runs. Everywhere in this program: the callback runs at most once, never inside the call that started the
/// operation, and it may destroy the operation it belongs to.
class Operation {
public:
    Operation() = default;
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;
    virtual ~Operation() = default;
};

} // namespace ddns
