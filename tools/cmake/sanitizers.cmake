# DDNS_SANITIZE: a list for -fsanitize=, for everything that is built here, third parties included.
add_library(ddns_sanitizers INTERFACE)
set(DDNS_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined")
if(DDNS_SANITIZE)
  add_compile_options(-fsanitize=${DDNS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DDNS_SANITIZE})
endif()
