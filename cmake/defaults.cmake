# How everything in this tree is compiled. A consumer that adds mockling as a subproject keeps its own choices.

if(PROJECT_IS_TOP_LEVEL)
  set(MOCKLING_INCLUDE_AS "")
else()
  set(MOCKLING_INCLUDE_AS SYSTEM)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

# Warnings for our own binaries and tests; linked PRIVATE, so no consumer ever inherits them.
add_library(mockling_warnings INTERFACE)
if(PROJECT_IS_TOP_LEVEL)
  target_compile_options(mockling_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
endif()

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
endif()
if(CMAKE_CXX_FLAGS_RELEASE STREQUAL "-O3 -DNDEBUG")  # CMake's own choice; anybody else's stays
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
endif()

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(MOCKLING_CCACHE ccache)
mark_as_advanced(MOCKLING_CCACHE)
if(MOCKLING_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${MOCKLING_CCACHE})
endif()

if(MOCKLING_SANITIZE)
  set(CMAKE_CXX_FLAGS_RELEASE "-O1 -DNDEBUG")  # finds as much as -O2 and compiles in half the time
  add_compile_options(-fsanitize=${MOCKLING_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=${MOCKLING_SANITIZE})
endif()
