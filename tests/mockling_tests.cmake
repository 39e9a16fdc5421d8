# mockling_test_executable(<name> FOLDER <dir> LABEL <label> LINK <targets>…)
#
# One Catch2 executable from every *_test.cpp below a folder, registered with CTest under its own name. Cases tagged
# [.slow] or [.soak] are hidden from that run and get a CTest test of their own (<name>.slow), with that label.
# Nothing happens while the folder holds no test.

add_library(mockling_test_main OBJECT ${MOCKLING_TEST_SUPPORT}/main.cpp)
target_link_libraries(mockling_test_main PUBLIC Catch2::Catch2)
target_compile_options(mockling_test_main PRIVATE -O1)

# What every test is compiled with. Assertions stay on whatever the build type.
add_library(mockling_test_settings INTERFACE)
target_include_directories(mockling_test_settings INTERFACE ${MOCKLING_TEST_SUPPORT})
target_compile_definitions(mockling_test_settings INTERFACE MOCKLING_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_compile_options(mockling_test_settings INTERFACE -UNDEBUG)
target_link_libraries(mockling_test_settings INTERFACE mockling_warnings mockling_embedded Catch2::Catch2)

function(mockling_test_executable name)
  cmake_parse_arguments(ARG "" "FOLDER;LABEL" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${ARG_FOLDER}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE mockling_test_main mockling_test_settings ${ARG_LINK})
  target_compile_options(${name} PRIVATE -O0)  # compiling takes longer than running

  add_test(NAME ${name} COMMAND ${name} -w NoTests)
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT 900)  # sanitized, too
  if(ARG_LABEL STREQUAL "unit")
    set_property(GLOBAL APPEND PROPERTY MOCKLING_SANITIZED_TESTS ${name})
  endif()
  foreach(tag slow soak)
    mockling_files_contain(found "\\[\\.${tag}\\]" ${sources})
    if(found)
      add_test(NAME ${name}.${tag} COMMAND ${name} -w NoTests "[.${tag}]")
      set_tests_properties(${name}.${tag} PROPERTIES LABELS ${tag} TIMEOUT 1800)
    endif()
  endforeach()
endfunction()

# Whether any file has a line that matches. The files become inputs of the configure step, so the answer stays true.
function(mockling_files_contain result regex)
  set(${result} FALSE PARENT_SCOPE)
  set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
  foreach(file IN LISTS ARGN)
    file(STRINGS ${file} lines REGEX ${regex} LIMIT_COUNT 1)
    if(lines)
      set(${result} TRUE PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()
