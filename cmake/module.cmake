# parley_module(NAME [DEPENDS module…] [THIRD target…])
# One folder of src/ as a static library; every *.cpp below the folder belongs to it. THIRD is linked privately: no
# third-party header may leave its module. The objects of all modules together are parley::core.
function(parley_module name)
  cmake_parse_arguments(arg "" "" "DEPENDS;THIRD" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.hpp)
  if(NOT sources)
    add_library(parley_${name} INTERFACE)
    target_include_directories(parley_${name} INTERFACE ${PROJECT_SOURCE_DIR}/src
                                                        ${PROJECT_SOURCE_DIR}/include)
    foreach(dep IN LISTS arg_DEPENDS)
      target_link_libraries(parley_${name} INTERFACE parley_${dep})
    endforeach()
    return()
  endif()
  add_library(parley_${name} STATIC ${sources} ${headers})
  target_include_directories(parley_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src
                                                   ${PROJECT_SOURCE_DIR}/include)
  foreach(dep IN LISTS arg_DEPENDS)
    target_link_libraries(parley_${name} PUBLIC parley_${dep})
  endforeach()
  target_link_libraries(parley_${name} PRIVATE parley_flags ${arg_THIRD})
  set_property(GLOBAL APPEND PROPERTY PARLEY_MODULES parley_${name})
  set_property(GLOBAL APPEND PROPERTY PARLEY_THIRD ${arg_THIRD})
endfunction()

# parley_light(LEVEL source…)
# Builds sources of a release with less optimising than -O2: code whose speed nobody waits for, like tests and the command
# line, is half of what a clean build has to compile. A property of the sources, as it has to come after all other flags.
function(parley_light level)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS $<$<CONFIG:Release>:${level}>)
endfunction()
