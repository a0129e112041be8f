# The third parties on Windows, static: from the prefix of tools/windows/build, from vcpkg or from MSYS2.
find_package(fmt CONFIG REQUIRED)
find_package(CURL 7.85 REQUIRED)
find_package(libuv CONFIG REQUIRED)
target_link_libraries(ddns_dependencies INTERFACE
  CURL::libcurl $<IF:$<TARGET_EXISTS:libuv::uv_a>,libuv::uv_a,libuv::uv> fmt::fmt
  $<IF:$<TARGET_EXISTS:yaml-cpp::yaml-cpp>,yaml-cpp::yaml-cpp,yaml-cpp> pugixml::pugixml
  iphlpapi ws2_32 crypt32 bcrypt normaliz powrprof userenv advapi32 user32 shell32 ole32 oleaut32 taskschd uuid dbghelp)
# Windows 10 1809 or later, and the functions that take UTF-16.
target_compile_definitions(ddns_dependencies INTERFACE
  _WIN32_WINNT=0x0A00 WINVER=0x0A00 NTDDI_VERSION=0x0A000006 UNICODE _UNICODE NOMINMAX WIN32_LEAN_AND_MEAN)
