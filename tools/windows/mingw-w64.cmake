# Builds for Windows (x64) with Debian's mingw-w64: g++-mingw-w64-x86-64-posix, the variant with std::thread.
# DDNS_WINDOWS_DEPS is the prefix that tools/windows/build fills; nothing of this system's own is ever found.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

set(DDNS_WINDOWS_DEPS ${CMAKE_SOURCE_DIR}/build/windows/deps CACHE PATH "The prefix that tools/windows/build has filled")
set(CMAKE_FIND_ROOT_PATH ${DDNS_WINDOWS_DEPS})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

set(windows_10 "-D_WIN32_WINNT=0x0A00 -DWINVER=0x0A00 -DNTDDI_VERSION=0x0A000006")
# No -fdata-sections: it would write zeros into the exe, of libuv alone 2.6 MB of them.
set(CMAKE_C_FLAGS_INIT "${windows_10} -ffunction-sections")
set(CMAKE_CXX_FLAGS_INIT "${CMAKE_C_FLAGS_INIT}")
# -static also takes libwinpthread in: the program needs no DLL that Windows does not have.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -static-libgcc -static-libstdc++ -Wl,--gc-sections")

# ctest and doctest's discovery run programs through this.
set(CMAKE_CROSSCOMPILING_EMULATOR ${CMAKE_CURRENT_LIST_DIR}/wine)
