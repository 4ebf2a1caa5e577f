add_library(parley_flags INTERFACE)
target_compile_options(
  parley_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -ffp-contract=off
                         $<$<BOOL:${PARLEY_WERROR}>:-Werror>)
# Every module's objects drop what a consumer does not reach.
target_compile_options(parley_flags INTERFACE -ffunction-sections -fdata-sections)
