# Installs headers, data, binary and a CMake package: find_package(mockling) or find_package(mockling COMPONENTS host).

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(MOCKLING_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/mockling)

install(DIRECTORY include/mockling TYPE INCLUDE FILES_MATCHING PATTERN *.hpp)
if(EXISTS ${PROJECT_SOURCE_DIR}/schemas)
  install(DIRECTORY schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/mockling FILES_MATCHING PATTERN *.json)
endif()
if(TARGET mockserver)
  install(TARGETS mockserver)
endif()

install(TARGETS mockling mockling_embedded EXPORT mockling-pure)
install(EXPORT mockling-pure NAMESPACE mockling:: FILE mockling-pure.cmake DESTINATION ${MOCKLING_PACKAGE_DIR})
install(TARGETS mockling_host EXPORT mockling-host)
install(EXPORT mockling-host NAMESPACE mockling:: FILE mockling-host.cmake DESTINATION ${MOCKLING_PACKAGE_DIR})

configure_package_config_file(cmake/mockling-config.cmake.in ${PROJECT_BINARY_DIR}/mockling-config.cmake
  INSTALL_DESTINATION ${MOCKLING_PACKAGE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/mockling-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/mockling-config.cmake
  ${PROJECT_BINARY_DIR}/mockling-config-version.cmake
  ${PROJECT_SOURCE_DIR}/cmake/httplib.cmake
  DESTINATION ${MOCKLING_PACKAGE_DIR})
