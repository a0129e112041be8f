# providers/*.yaml, compiled in: a generated source with one raw string a file, sorted by name.
set(DDNS_CATALOGUE_SOURCE ${CMAKE_BINARY_DIR}/catalogue_data.cpp)
file(GLOB provider_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/providers/*.yaml)
string(SHA256 provider_names "${provider_files}") # in the command, so that a file taken away makes it anew
add_custom_command(
  OUTPUT ${DDNS_CATALOGUE_SOURCE}
  COMMAND ${CMAKE_COMMAND} -DOUTPUT=${DDNS_CATALOGUE_SOURCE} -DFOLDER=${CMAKE_SOURCE_DIR}/providers
          -DNAMES=${provider_names}
          -P ${CMAKE_SOURCE_DIR}/tools/cmake/embed_catalogue.cmake
  DEPENDS ${provider_files} ${CMAKE_SOURCE_DIR}/tools/cmake/embed_catalogue.cmake
  COMMENT "Compiling the provider catalogue in")
