# Everything below this directory, tests included: a sanitizer sees only what was compiled with it.
if(PARLEY_SANITIZE)
  string(REPLACE ";" "," sanitize_list "${PARLEY_SANITIZE}")
  # Line tables are enough for a report and halve the time to link.
  add_compile_options(-fsanitize=${sanitize_list} -fno-omit-frame-pointer -O1 -g1)
  add_link_options(-fsanitize=${sanitize_list})
  if("undefined" IN_LIST PARLEY_SANITIZE)
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()
# Coverage of the library's own code is what leads a fuzzer.
if(PARLEY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
