// SPDX-License-Identifier: MIT
#include "util/secret.h"

namespace ddns {

void Secret::wipe() noexcept {
    // Through volatile, so that the stores survive although nobody reads them again.
    volatile char* bytes = text_.data();
    for (std::size_t i = 0; i < text_.size(); ++i) bytes[i] = 0;
    text_.clear();
}

Secret& Secret::operator=(const Secret& other) {
    if (this != &other) {
        wipe();
        text_ = other.text_;
    }
    return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        text_.swap(other.text_);
    }
    return *this;
}

} // namespace ddns
