// SPDX-License-Identifier: MIT
#include "util/protected_text.h"

namespace ddns {

Result<std::string> protect_text(const Secret&, ProtectedFor) {
    return fail(ErrorKind::system,
                "secrets are protected like this on Windows only; put each in a file of its "
                "own and write ${file:PATH}, or ${cred:NAME} in a systemd unit");
}

Result<Secret> unprotect_text(std::string_view) {
    return fail(ErrorKind::config,
                "${dpapi:...} works on Windows only; use ${file:PATH}, or ${cred:NAME} in a "
                "systemd unit");
}

} // namespace ddns
