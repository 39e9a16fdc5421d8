# mockling_embed(<target> FOLDERS <glob>…): a static library holding the bytes of every file that matches a glob
# (searched recursively), named relative to the repository. It is rebuilt when a file changes, comes or goes.
#
#   #include <mockling/embedded.hpp>
#   for (const mockling::embedded::File& file : mockling::embedded::files()) use(file.name, file.bytes);

set(MOCKLING_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_write.cmake)

function(mockling_embed target)
  cmake_parse_arguments(ARG "" "" "FOLDERS" ${ARGN})
  list(TRANSFORM ARG_FOLDERS PREPEND ${PROJECT_SOURCE_DIR}/)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS LIST_DIRECTORIES false ${ARG_FOLDERS})
  list(SORT files)

  # The list is a dependency of its own: a removed file changes nothing else.
  set(list_file ${PROJECT_BINARY_DIR}/generated/${target}.list)
  string(REPLACE ";" "\n" lines "${files}")
  file(CONFIGURE OUTPUT ${list_file} CONTENT "${lines}\n" @ONLY)

  set(source ${PROJECT_BINARY_DIR}/generated/${target}.cpp)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} -DLIST=${list_file} -DOUTPUT=${source} -P ${MOCKLING_EMBED_SCRIPT}
    DEPENDS ${files} ${list_file} ${MOCKLING_EMBED_SCRIPT}
    COMMENT "Embedding data files"
    VERBATIM)
  add_library(${target} STATIC ${source})
  target_compile_features(${target} PUBLIC cxx_std_17)
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
endfunction()
