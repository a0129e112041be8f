# cpack: a ZIP and an installer. Configuration and state are not in them and survive both.
install(TARGETS ddns-reactor RUNTIME DESTINATION .)
install(FILES config.yaml.example README.md LICENSE DESTINATION .)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_GENERATOR ZIP NSIS64)
set(CPACK_PACKAGE_NAME ddns-reactor)
set(CPACK_PACKAGE_VENDOR "The ddns-reactor authors")
set(CPACK_PACKAGE_FILE_NAME ddns-reactor-${PROJECT_VERSION}-windows-x64)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGE_INSTALL_DIRECTORY ddns-reactor)
set(CPACK_PACKAGE_INSTALL_REGISTRY_KEY ddns-reactor)
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_NSIS_DISPLAY_NAME ddns-reactor)
set(CPACK_NSIS_PACKAGE_NAME ddns-reactor)
set(CPACK_NSIS_INSTALLED_ICON_NAME ddns-reactor.exe)
set(CPACK_NSIS_COMPRESSOR "/SOLID lzma")
if(NOT CMAKE_HOST_WIN32)
  set(CPACK_NSIS_EXECUTABLE ${CMAKE_SOURCE_DIR}/tools/windows/makensis64)
endif()
# A running service holds its exe: it is stopped before a new one is written and removed before the old one is deleted.
set(CPACK_NSIS_EXTRA_PREINSTALL_COMMANDS [[
  IfFileExists "$INSTDIR\\ddns-reactor.exe" 0 +2
  nsExec::Exec '"$INSTDIR\\ddns-reactor.exe" service stop'
]])
set(CPACK_NSIS_EXTRA_UNINSTALL_COMMANDS [[
  nsExec::Exec '"$INSTDIR\\ddns-reactor.exe" service uninstall'
]])
include(CPack)
