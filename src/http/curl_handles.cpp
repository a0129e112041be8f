// SPDX-License-Identifier: MIT
#include "http/curl_handles.h"

#include <cstring>
#include <curl/curl.h>
#include <new>

namespace ddns {

namespace {

/// As many as one account may have on their way; more are made when needed and not kept.
constexpr std::size_t most_spare_handles = 64;

/// The compiler may drop a memset of memory that is about to be freed; not one through a volatile pointer.
void wipe(char* text) {
    volatile char* byte = text;
    for (std::size_t left = std::strlen(text); left > 0; --left) *byte++ = 0;
}

} // namespace

void CurlEasyCloser::operator()(CurlEasy* easy) const noexcept { curl_easy_cleanup(easy); }

CurlGlobal::CurlGlobal() { curl_global_init(CURL_GLOBAL_DEFAULT); }

CurlGlobal::~CurlGlobal() { curl_global_cleanup(); }

CurlEasyPtr EasyPool::take() {
    if (spare_.empty()) {
        CurlEasyPtr easy(curl_easy_init());
        if (!easy) throw std::bad_alloc();
        return easy;
    }
    CurlEasyPtr easy = std::move(spare_.back());
    spare_.pop_back();
    return easy;
}

void EasyPool::give_back(CurlEasyPtr easy) {
    if (!easy || spare_.size() >= most_spare_handles) return;
    curl_easy_reset(easy.get());
    spare_.push_back(std::move(easy));
}

CurlLines::~CurlLines() {
    auto* list = static_cast<curl_slist*>(list_);
    for (const curl_slist* line = list; line; line = line->next) wipe(line->data);
    curl_slist_free_all(list);
}

void CurlLines::add(const Secret& line) {
    curl_slist* longer = curl_slist_append(static_cast<curl_slist*>(list_), line.reveal().c_str());
    if (!longer) throw std::bad_alloc();
    list_ = longer;
}

} // namespace ddns
