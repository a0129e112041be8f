# ddns_dependencies: every third party. From the system, or (DDNS_BUNDLED) libuv and libcurl built in.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
pkg_check_modules(UV REQUIRED IMPORTED_TARGET libuv>=1.42)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl>=7.85)

add_library(ddns_dependencies INTERFACE)
target_link_libraries(ddns_dependencies INTERFACE
  PkgConfig::CURL PkgConfig::UV OpenSSL::Crypto OpenSSL::SSL yaml-cpp fmt::fmt Threads::Threads)
# spdlog uses the system's fmt, compiled into our one source file that includes it.
target_compile_definitions(ddns_dependencies INTERFACE SPDLOG_FMT_EXTERNAL)
