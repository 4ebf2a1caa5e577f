# Flags of our own code: linked privately, so that no consumer inherits them.
add_library(parley_flags INTERFACE)
target_compile_options(
  parley_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                         $<$<BOOL:${PARLEY_WERROR}>:-Werror>)
# The same decision on every processor: no fused multiply-add that one compiler makes and another does not.
target_compile_options(parley_flags INTERFACE -ffp-contract=off)
# Sections let the shared library drop what the C ABI does not reach.
target_compile_options(parley_flags INTERFACE -ffunction-sections -fdata-sections)
target_compile_definitions(parley_flags INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
