find_path(GUMBO_INCLUDE_DIR gumbo.h REQUIRED)
find_library(GUMBO_LIBRARY gumbo REQUIRED)
if(NOT TARGET parley_deps::gumbo)
  add_library(parley_deps::gumbo UNKNOWN IMPORTED)
  set_target_properties(parley_deps::gumbo PROPERTIES IMPORTED_LOCATION ${GUMBO_LIBRARY}
                                                   INTERFACE_INCLUDE_DIRECTORIES ${GUMBO_INCLUDE_DIR})
endif()
