// SPDX-License-Identifier: MIT
#pragma once

#include "import/original.h"

namespace ddns {

/// One line of a ddclient.conf, with those that continue it: `[name=value, ...] [host,host [login
/// [password]]]`.
struct DdclientLine {
    OriginalOptions options; ///< `NAME_env=VARIABLE` is NAME from a variable
    std::vector<std::string> hosts;
    ImportPlace place; ///< of its first line
};

struct DdclientFile {
    std::vector<DdclientLine> lines;
    std::vector<ImportNote> notes;
};

/// Reads the lines as ddclient does, with its own rule for passwords: one goes from the `=` to the next
/// blank, or stands in single quotes, and may hold a `#`. Never fails: what makes no sense is a host of a
/// strange name.
DdclientFile parse_ddclient(std::string_view text);

} // namespace ddns
