# ddns_dependencies: every third party in one target.
#
# DDNS_BUNDLED=OFF  the system's packages (what a distribution wants)
# DDNS_BUNDLED=ON   libuv, libcurl and fmt built in from DDNS_SOURCES (tools/fetch-sources), OpenSSL, yaml-cpp, pugixml
#                   and libidn2 linked statically: one file to install, and under sanitizers everything is instrumented
option(DDNS_BUNDLED "Build libuv, libcurl and fmt in" OFF)
set(DDNS_SOURCES ${CMAKE_SOURCE_DIR}/build/sources CACHE PATH "Where tools/fetch-sources has put them")

find_package(Threads REQUIRED)
if(DDNS_BUNDLED OR WIN32)
  set(OPENSSL_USE_STATIC_LIBS ON)
endif()
find_package(OpenSSL 3.0 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(pugixml REQUIRED)

add_library(ddns_dependencies INTERFACE)
if(DDNS_BUNDLED)
  include(bundled)
  find_library(YAML_CPP_STATIC libyaml-cpp.a REQUIRED)
  find_library(PUGIXML_STATIC libpugixml.a REQUIRED)
  target_link_libraries(ddns_dependencies INTERFACE libcurl uv_a fmt::fmt ${YAML_CPP_STATIC} ${PUGIXML_STATIC})
  find_path(IDN2_INCLUDE idn2.h REQUIRED)
  find_library(IDN2_STATIC libidn2.a REQUIRED)
  find_library(UNISTRING_STATIC libunistring.a REQUIRED)
  target_include_directories(ddns_dependencies SYSTEM INTERFACE ${IDN2_INCLUDE})
  target_link_libraries(ddns_dependencies INTERFACE ${IDN2_STATIC} ${UNISTRING_STATIC})
elseif(WIN32)
  include(windows)
else()
  find_package(PkgConfig REQUIRED)
  find_package(fmt REQUIRED)
  pkg_check_modules(UV REQUIRED IMPORTED_TARGET libuv>=1.42)
  pkg_check_modules(IDN2 REQUIRED IMPORTED_TARGET libidn2>=2.0.5)
  pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl>=7.85)
  target_link_libraries(ddns_dependencies INTERFACE PkgConfig::CURL PkgConfig::UV PkgConfig::IDN2 fmt::fmt yaml-cpp
                                                    pugixml::pugixml)
endif()
target_link_libraries(ddns_dependencies INTERFACE OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

# Headers only; spdlog's then use the same fmt as everything else.
foreach(header spdlog/spdlog.h CLI/CLI.hpp nlohmann/json.hpp tl/expected.hpp doctest/doctest.h)
  string(MAKE_C_IDENTIFIER ${header} name)
  find_path(${name}_INCLUDE ${header} REQUIRED)
  target_include_directories(ddns_dependencies SYSTEM INTERFACE ${${name}_INCLUDE})
endforeach()
target_compile_definitions(ddns_dependencies INTERFACE SPDLOG_FMT_EXTERNAL)
