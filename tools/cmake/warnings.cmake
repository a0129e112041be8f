# For our own code only; third parties are included as system headers.
add_library(ddns_warnings INTERFACE)
if(MSVC)
  target_compile_options(ddns_warnings INTERFACE /W4 /permissive- /utf-8)
  target_compile_definitions(ddns_warnings INTERFACE _CRT_SECURE_NO_WARNINGS) # std::getenv, std::fopen
else()
  target_compile_options(ddns_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(ddns_warnings INTERFACE -Wno-restrict) # false alarms on operator+ of strings: GCC PR 105651
  endif()
endif()
option(DDNS_WERROR "Warnings are errors" OFF)
if(DDNS_WERROR)
  target_compile_options(ddns_warnings INTERFACE $<IF:$<CXX_COMPILER_ID:MSVC>,/WX,-Werror>)
endif()
