// SPDX-License-Identifier: MIT
#include "observe/rotating_file.h"

#include "util/path.h"

#include <filesystem>
#include <fmt/format.h>

namespace ddns {

RotatingFile::RotatingFile(std::string path, std::uintmax_t largest, unsigned kept)
    : path_(std::move(path)), largest_(largest), kept_(kept) {}

bool RotatingFile::append(std::string_view text) {
    if (!open()) return false;
    if (size_ > 0 && size_ + text.size() > largest_) {
        rotate();
        if (!open()) return false;
    }
    file_.write(text.data(), static_cast<std::streamsize>(text.size())).flush();
    if (!file_) {
        file_.close();
        return false;
    }
    size_ += text.size();
    return true;
}

bool RotatingFile::open() {
    if (file_.is_open()) return true;
    file_.clear();
    file_.open(to_path(path_), std::ios::binary | std::ios::app);
    std::error_code error;
    size_ = std::filesystem::file_size(to_path(path_), error);
    if (error) size_ = 0;
    return file_.is_open();
}

/// The oldest first. What cannot be renamed stays, and everything younger with it.
void RotatingFile::rotate() {
    file_.close();
    for (unsigned age = kept_; age > 0; --age) {
        std::error_code error;
        const auto from = to_path(older(age - 1));
        if (!std::filesystem::exists(from, error)) continue;
        std::filesystem::rename(from, to_path(older(age)), error);
        if (error) return;
    }
}

std::string RotatingFile::older(unsigned age) const {
    return age == 0 ? path_ : fmt::format("{}.{}.txt", path_.substr(0, path_.size() - 4), age);
}

} // namespace ddns
