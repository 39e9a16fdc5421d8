# Puts a header-only httplib.h into FOLDER. npm's registry is where CI can get one: @fugood/whisper.node carries the
# unmodified header of cpp-httplib 0.20.0 among its sources. Pinned by version and by the header's own checksum.

set(package @fugood/whisper.node@1.1.3)
set(inside package/whisper.cpp/examples/server/httplib.h)
set(checksum f4272973fe5b117194b39df0552b87366cd9af6504b2f217f1793c76ef01f33c)

if(EXISTS ${FOLDER}/httplib.h)
  file(SHA256 ${FOLDER}/httplib.h found)
  if(found STREQUAL checksum)
    return()
  endif()
endif()

file(MAKE_DIRECTORY ${FOLDER})
execute_process(COMMAND npm pack --silent ${package} WORKING_DIRECTORY ${FOLDER}
  OUTPUT_VARIABLE tarball OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} -E tar xf ${tarball} ${inside} WORKING_DIRECTORY ${FOLDER}
  COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${FOLDER}/${inside} ${FOLDER}/httplib.h)
file(REMOVE_RECURSE ${FOLDER}/package ${FOLDER}/${tarball})

file(SHA256 ${FOLDER}/httplib.h found)
if(NOT found STREQUAL checksum)
  file(REMOVE ${FOLDER}/httplib.h)
  message(FATAL_ERROR "httplib.h of ${package} has the checksum ${found}, expected ${checksum}")
endif()
