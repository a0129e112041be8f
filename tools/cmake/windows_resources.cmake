# DDNS_RESOURCES: version and manifest, which Windows reads out of an exe before it starts it. The tests get the same, so that they run with
# the same code page and the same long paths.
enable_language(RC)
set(DDNS_RESOURCES ${CMAKE_BINARY_DIR}/ddns-reactor.rc)
configure_file(${CMAKE_SOURCE_DIR}/tools/windows/ddns-reactor.rc.in ${DDNS_RESOURCES} @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS tools/windows/ddns-reactor.manifest)
if(MSVC)
  add_link_options(/MANIFEST:NO) # the linker's own would be a second one
endif()
