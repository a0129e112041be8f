# DDNS_SANITIZE: a list for -fsanitize=, for everything that is built here, third parties included.
# DDNS_FUZZ:     the same code with the coverage that libFuzzer needs.
add_library(ddns_sanitizers INTERFACE)
set(DDNS_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined")
option(DDNS_FUZZ "Build the fuzz targets (clang)" OFF)
if(DDNS_SANITIZE)
  add_compile_options(-fsanitize=${DDNS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DDNS_SANITIZE})
endif()
if(DDNS_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
