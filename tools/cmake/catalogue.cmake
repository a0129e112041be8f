# providers/*.yaml, compiled in: a generated source with one raw string a file, sorted by name.
set(DDNS_CATALOGUE_SOURCE ${CMAKE_BINARY_DIR}/catalogue_data.cpp)
file(GLOB provider_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/providers/*.yaml)
add_custom_command(
  OUTPUT ${DDNS_CATALOGUE_SOURCE}
  COMMAND ${CMAKE_COMMAND} -DOUTPUT=${DDNS_CATALOGUE_SOURCE} -DFOLDER=${CMAKE_SOURCE_DIR}/providers
          -P ${CMAKE_SOURCE_DIR}/tools/cmake/embed_catalogue.cmake
  DEPENDS ${provider_files} ${CMAKE_SOURCE_DIR}/tools/cmake/embed_catalogue.cmake
  COMMENT "Compiling the provider catalogue in")
