# Flags of our own code: linked privately, so that no consumer inherits them.
add_library(parley_flags INTERFACE)
target_compile_options(
  parley_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                         $<$<BOOL:${PARLEY_WERROR}>:-Werror>)
# GCC 12 sees overlapping copies in inlined std::string that are not there (its bug 105651, mended in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(parley_flags INTERFACE -Wno-restrict)
endif()
# With libstdc++ 12 clang takes std::stable_sort's own call of a deprecated function for ours; GCC tells when we make one.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(parley_flags INTERFACE -Wno-deprecated-declarations)
endif()
# GCC 12 at -O3 is slower to compile, no faster here, and warns about overflows in loops that it unrolled itself.
target_compile_options(parley_flags INTERFACE $<$<CONFIG:Release>:-O2>)
# The same decision on every processor: no fused multiply-add that one compiler makes and another does not.
target_compile_options(parley_flags INTERFACE -ffp-contract=off)
# Sections let the shared library drop what the C ABI does not reach.
target_compile_options(parley_flags INTERFACE -ffunction-sections -fdata-sections)
target_compile_definitions(parley_flags INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
