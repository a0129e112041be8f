// SPDX-License-Identifier: MIT
#include "http/trust.h"

#include <curl/curl.h>

namespace ddns {

Trust system_trust() {
    const curl_version_info_data* built = curl_version_info(CURLVERSION_NOW);
    Trust trust;
    if (built->age < CURLVERSION_SEVENTH) return trust;
    if (built->capath && is_hashed_folder(built->capath))
        trust.folder = built->capath;
    else if (built->cainfo)
        trust.file = built->cainfo;
    return trust;
}

} // namespace ddns
