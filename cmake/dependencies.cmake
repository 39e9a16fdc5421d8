# What mockling stands on: the system's packages first; where one is missing, a download pinned by its checksum.

include(FetchContent)

find_package(OpenSSL 3.0 REQUIRED)
find_package(Threads REQUIRED)

FetchContent_Declare(nlohmann_json
  URL https://github.com/nlohmann/json/releases/download/v3.11.2/json.tar.xz
  URL_HASH SHA256=8c4b26bf4b422252e13f332bc5e388ec0ab5c3443d24399acb675e68278d341f
  DOWNLOAD_EXTRACT_TIMESTAMP TRUE
  FIND_PACKAGE_ARGS 3.11)
set(JSON_Install ON)
FetchContent_MakeAvailable(nlohmann_json)

if(MOCKLING_BUILD_SERVER)
  FetchContent_Declare(CLI11
    URL https://github.com/CLIUtils/CLI11/archive/v2.1.2.tar.gz
    URL_HASH SHA256=26291377e892ba0e5b4972cdfd4a2ab3bf53af8dac1f4ea8fe0d1376b625c8cb
    DOWNLOAD_EXTRACT_TIMESTAMP TRUE
    FIND_PACKAGE_ARGS 2.1)
  FetchContent_MakeAvailable(CLI11)
  find_package(LibXml2 2.9 REQUIRED)  # reads HTML for mockling drift; the libraries do without
endif()

if(MOCKLING_BUILD_TESTS)
  FetchContent_Declare(Catch2
    URL https://github.com/catchorg/Catch2/archive/v2.13.10.tar.gz
    URL_HASH SHA256=d54a712b7b1d7708bc7a819a8e6e47b2fde9536f487b89ccbca295072a7d9943
    DOWNLOAD_EXTRACT_TIMESTAMP TRUE
    FIND_PACKAGE_ARGS 2.13)
  FetchContent_MakeAvailable(Catch2)
endif()

if(MOCKLING_BUILD_CONFORMANCE)
  find_package(CURL 7.68 REQUIRED)  # carries the reference client; nothing of mockling itself uses it
endif()

include(${CMAKE_CURRENT_LIST_DIR}/httplib.cmake)
if(NOT TARGET mockling_httplib)
  FetchContent_Declare(httplib_header
    URL https://github.com/yhirose/cpp-httplib/archive/v0.53.1.tar.gz
    URL_HASH SHA256=185af9587e270de9a3bfee234c6740f02e82265da33c7a41f97e02ee42f979d2
    DOWNLOAD_EXTRACT_TIMESTAMP TRUE
    SOURCE_SUBDIR only-the-header)
  FetchContent_MakeAvailable(httplib_header)
  set(MOCKLING_HTTPLIB_DIR ${httplib_header_SOURCE_DIR})
  include(${CMAKE_CURRENT_LIST_DIR}/httplib.cmake)
endif()
message(STATUS "mockling: cpp-httplib as ${MOCKLING_HTTPLIB_USED}")
