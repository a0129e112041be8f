// SPDX-License-Identifier: MIT
#include "http/trust.h"

#include "util/path.h"

#include <algorithm>
#include <filesystem>

namespace ddns {

bool is_hashed_folder(const std::string& folder) {
    std::error_code error;
    for (std::filesystem::directory_iterator entry(to_path(folder), error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        const bool hashed = name.size() == 10 && name.ends_with(".0") &&
                            name.substr(0, 8).find_first_not_of("0123456789abcdef") == std::string::npos;
        if (hashed) return true;
    }
    return false;
}

} // namespace ddns
