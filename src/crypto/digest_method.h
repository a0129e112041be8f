// SPDX-License-Identifier: MIT
#pragma once

#include "crypto/digest.h"

#include <openssl/evp.h>

namespace ddns {

/// OpenSSL's own name for it. Inside of crypto/ only.
const EVP_MD* method_of(Digest kind);

} // namespace ddns
