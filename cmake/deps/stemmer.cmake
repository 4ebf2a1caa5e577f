find_path(STEMMER_INCLUDE_DIR libstemmer.h REQUIRED)
find_library(STEMMER_LIBRARY stemmer REQUIRED)
if(NOT TARGET parley_deps::stemmer)
  add_library(parley_deps::stemmer UNKNOWN IMPORTED)
  set_target_properties(parley_deps::stemmer PROPERTIES IMPORTED_LOCATION ${STEMMER_LIBRARY}
                                                   INTERFACE_INCLUDE_DIRECTORIES ${STEMMER_INCLUDE_DIR})
endif()
