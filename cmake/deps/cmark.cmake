find_path(CMARK_GFM_INCLUDE_DIR cmark-gfm-core-extensions.h REQUIRED)
find_library(CMARK_GFM_LIBRARY cmark-gfm REQUIRED)
find_library(CMARK_GFM_EXTENSIONS_LIBRARY cmark-gfm-extensions REQUIRED)
if(NOT TARGET parley_deps::cmark)
  add_library(parley_deps::cmark UNKNOWN IMPORTED)
  set_target_properties(
    parley_deps::cmark
    PROPERTIES IMPORTED_LOCATION ${CMARK_GFM_EXTENSIONS_LIBRARY}
               INTERFACE_INCLUDE_DIRECTORIES ${CMARK_GFM_INCLUDE_DIR}
               INTERFACE_LINK_LIBRARIES ${CMARK_GFM_LIBRARY})
endif()
