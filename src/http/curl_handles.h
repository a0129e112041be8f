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

struct CurlEasyCloser {
    void operator()(CurlEasy* easy) const noexcept;
};
using CurlEasyPtr = std::unique_ptr<CurlEasy, CurlEasyCloser>;

/// libcurl's process-wide state. Counted by libcurl itself, so that several may live.
class CurlGlobal {
public:
    CurlGlobal();
    ~CurlGlobal();
    CurlGlobal(const CurlGlobal&) = delete;
    CurlGlobal& operator=(const CurlGlobal&) = delete;
};

/// Handles for reuse. Those that are given back forget everything about their request but its TLS session,
/// which makes a next connection to that server cheaper.
class EasyPool {
public:
    CurlEasyPtr take();
    void give_back(CurlEasyPtr easy);

private:
    std::vector<CurlEasyPtr> spare_;
};

/// A list of lines for curl, which copies none: headers, addresses. Their memory is overwritten when it dies.
class CurlLines {
public:
    CurlLines() = default;
    CurlLines(CurlLines&& other) noexcept : list_(std::exchange(other.list_, nullptr)) {}
    CurlLines& operator=(CurlLines&& other) noexcept {
        std::swap(list_, other.list_);
        return *this;
    }
    ~CurlLines();

    void add(const Secret& line);
    /// A curl_slist, or nullptr.
    [[nodiscard]] void* get() const { return list_; }

private:
    void* list_ = nullptr;
};

} // namespace ddns
