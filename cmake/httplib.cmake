# Defines the imported target mockling_httplib. Used by this build and by the installed package.
#
# A distribution's cpp-httplib is a compiled library whose pkg-config flags change the size of its types: it must be
# reached through pkg-config and nothing else. A header-only httplib.h is chosen with MOCKLING_HTTPLIB_DIR.

find_package(OpenSSL 3.0 QUIET)
find_package(Threads QUIET)

if(NOT TARGET mockling_httplib AND NOT MOCKLING_HTTPLIB_DIR)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(httplib QUIET IMPORTED_TARGET GLOBAL cpp-httplib>=0.11)
  endif()
  if(TARGET PkgConfig::httplib)
    add_library(mockling_httplib INTERFACE IMPORTED GLOBAL)
    target_link_libraries(mockling_httplib INTERFACE PkgConfig::httplib OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
    set(MOCKLING_HTTPLIB_USED "library ${httplib_VERSION}")
  endif()
endif()

if(NOT TARGET mockling_httplib AND MOCKLING_HTTPLIB_DIR)
  if(NOT EXISTS ${MOCKLING_HTTPLIB_DIR}/httplib.h)
    message(FATAL_ERROR "MOCKLING_HTTPLIB_DIR=${MOCKLING_HTTPLIB_DIR} holds no httplib.h")
  endif()
  find_package(ZLIB REQUIRED)  # compressed request bodies, as the installed library reads them
  file(STRINGS ${MOCKLING_HTTPLIB_DIR}/httplib.h MOCKLING_HTTPLIB_LINE REGEX "#define CPPHTTPLIB_VERSION \"" LIMIT_COUNT 1)
  string(REGEX MATCH "[0-9][0-9.]*" MOCKLING_HTTPLIB_USED "${MOCKLING_HTTPLIB_LINE}")
  set(MOCKLING_HTTPLIB_USED "header ${MOCKLING_HTTPLIB_USED}")
  add_library(mockling_httplib INTERFACE IMPORTED GLOBAL)
  target_include_directories(mockling_httplib SYSTEM INTERFACE ${MOCKLING_HTTPLIB_DIR})
  target_compile_definitions(mockling_httplib INTERFACE CPPHTTPLIB_OPENSSL_SUPPORT CPPHTTPLIB_ZLIB_SUPPORT)
  target_link_libraries(mockling_httplib INTERFACE OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB Threads::Threads)
endif()
