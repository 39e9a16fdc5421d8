# The executable: everything but main() is an object library, so that tests can reach it.

file(GLOB MOCKLING_SERVER_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/mockserver/*.cpp)
set(MOCKLING_SERVER_MAIN ${PROJECT_SOURCE_DIR}/mockserver/main.cpp)
list(REMOVE_ITEM MOCKLING_SERVER_SOURCES ${MOCKLING_SERVER_MAIN})

if(MOCKLING_SERVER_SOURCES)
  add_library(mockserver_parts OBJECT ${MOCKLING_SERVER_SOURCES})
else()
  add_library(mockserver_parts INTERFACE)
endif()
get_target_property(MOCKLING_PARTS_TYPE mockserver_parts TYPE)
if(MOCKLING_PARTS_TYPE STREQUAL "OBJECT_LIBRARY")
  target_include_directories(mockserver_parts PUBLIC ${PROJECT_SOURCE_DIR}/mockserver)
  target_link_libraries(mockserver_parts PUBLIC mockling_host mockling_embedded CLI11::CLI11
    PRIVATE LibXml2::LibXml2 mockling_warnings)
else()
  target_include_directories(mockserver_parts INTERFACE ${PROJECT_SOURCE_DIR}/mockserver)
  target_link_libraries(mockserver_parts INTERFACE mockling_host mockling_embedded CLI11::CLI11)
endif()

if(EXISTS ${MOCKLING_SERVER_MAIN})
  add_executable(mockserver ${MOCKLING_SERVER_MAIN})
  set_target_properties(mockserver PROPERTIES OUTPUT_NAME mockling)
  target_link_libraries(mockserver PRIVATE mockserver_parts mockling_warnings)
endif()
