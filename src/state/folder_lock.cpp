// SPDX-License-Identifier: MIT
#include "state/folder_lock.h"

#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

tl::unexpected<Error> locked_by_another(const std::string& folder, std::string_view content) {
    const auto pid = parse_unsigned(trim(content));
    return fail(
        ErrorKind::system,
        fmt::format("another ddns-reactor{} uses the state folder {}; stop it or give this one its own "
                    "`state:`",
                    pid ? fmt::format(" (pid {})", *pid) : "", folder));
}

} // namespace ddns
