// SPDX-License-Identifier: MIT
#pragma once

#include "util/secret.h"

#include <memory>
#include <utility>
#include <vector>

namespace ddns {

/// libcurl's handles are opaque and untyped; these names keep its header out of ours.
using CurlEasy = void;
using CurlMultiHandle = void;
using CurlShare = void;

struct CurlEasyCloser {
    void operator()(CurlEasy* easy) const noexcept;
};
struct CurlShareCloser {
    void operator()(CurlShare* share) const noexcept;
};
using CurlEasyPtr = std::unique_ptr<CurlEasy, CurlEasyCloser>;
using CurlSharePtr = std::unique_ptr<CurlShare, CurlShareCloser>;

/// libcurl's process-wide state. Counted by libcurl itself, so that several may live.
class CurlGlobal {
public:
    CurlGlobal();
    ~CurlGlobal();
    CurlGlobal(const CurlGlobal&) = delete;
    CurlGlobal& operator=(const CurlGlobal&) = delete;
};

/// Where TLS sessions are kept, so that a new connection to a known server is cheaper. nullptr: not shared.
CurlSharePtr share_tls_sessions();

/// Handles for reuse. Those that are given back forget everything about their request.
class EasyPool {
public:
    CurlEasyPtr take();
    void give_back(CurlEasyPtr easy);

private:
    std::vector<CurlEasyPtr> spare_;
};

/// The header lines of one request. Their memory is overwritten when the list dies.
class HeaderLines {
public:
    HeaderLines() = default;
    HeaderLines(HeaderLines&& other) noexcept : list_(std::exchange(other.list_, nullptr)) {}
    HeaderLines& operator=(HeaderLines&& other) noexcept {
        std::swap(list_, other.list_);
        return *this;
    }
    ~HeaderLines();

    void add(const Secret& line);
    /// A curl_slist, or nullptr.
    [[nodiscard]] void* get() const { return list_; }

private:
    void* list_ = nullptr;
};

} // namespace ddns
