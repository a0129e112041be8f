// SPDX-License-Identifier: MIT
#include "util/windows/known_folder.h"

#include "util/windows/wide.h"

#include <windows.h>

#include <knownfolders.h>
#include <memory>
#include <objbase.h>
#include <shlobj.h>

namespace ddns {

namespace {

struct FreeTaskMemory {
    void operator()(wchar_t* memory) const { CoTaskMemFree(memory); }
};

} // namespace

std::string known_folder(KnownFolder which) {
    const KNOWNFOLDERID& id =
        which == KnownFolder::program_data ? FOLDERID_ProgramData : FOLDERID_LocalAppData;
    wchar_t* path = nullptr;
    const HRESULT found = SHGetKnownFolderPath(id, KF_FLAG_DEFAULT, nullptr, &path);
    const std::unique_ptr<wchar_t, FreeTaskMemory> memory(path);
    return SUCCEEDED(found) ? narrow(path) : std::string();
}

} // namespace ddns
