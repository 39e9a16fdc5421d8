# The executable: everything but main() is a library, so that tests can reach it.

set(MOCKLING_SERVER_DIR ${PROJECT_SOURCE_DIR}/mockserver)

# A started server, its data, its surroundings, and what becomes of requests under other data: what the executable and the conformance suite share.
add_library(mockserver_stage STATIC ${MOCKLING_SERVER_DIR}/data.cpp ${MOCKLING_SERVER_DIR}/drift_requests.cpp
  ${MOCKLING_SERVER_DIR}/environment.cpp ${MOCKLING_SERVER_DIR}/run_record.cpp ${MOCKLING_SERVER_DIR}/started.cpp)
target_include_directories(mockserver_stage PUBLIC ${MOCKLING_SERVER_DIR})
target_link_libraries(mockserver_stage PUBLIC mockling_host mockling_embedded PRIVATE mockling_warnings)

# The commands.
get_target_property(MOCKLING_STAGE_SOURCES mockserver_stage SOURCES)
file(GLOB MOCKLING_SERVER_SOURCES CONFIGURE_DEPENDS ${MOCKLING_SERVER_DIR}/*.cpp)
list(REMOVE_ITEM MOCKLING_SERVER_SOURCES ${MOCKLING_STAGE_SOURCES} ${MOCKLING_SERVER_DIR}/main.cpp)
add_library(mockserver_parts OBJECT ${MOCKLING_SERVER_SOURCES})
target_link_libraries(mockserver_parts PUBLIC mockserver_stage CLI11::CLI11 PRIVATE LibXml2::LibXml2 mockling_warnings)

add_executable(mockserver ${MOCKLING_SERVER_DIR}/main.cpp)
set_target_properties(mockserver PROPERTIES OUTPUT_NAME mockling)
target_link_libraries(mockserver PRIVATE mockserver_parts mockling_warnings)
