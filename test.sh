#!/bin/bash
# Everything that has to hold before a change is taken. Installs what is missing, builds, tests, checks.
#
#   ./test.sh           all that CI does: GCC and clang, both sanitizer trees, format, clang-tidy on changed folders
#   ./test.sh --quick   one GCC release tree and its tests, format
#
# The last line is "N passed, N failed"; the exit code is 1 if anything failed. Trees lie in build/ and are used again.
set -uo pipefail
cd "$(dirname "$0")"

quick=0
case "${1:-}" in
  '') ;;
  --quick) quick=1 ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "$0"
    [[ $1 == --help ]] && exit 0 || exit 2
    ;;
esac

cores=$(nproc)
jobs=$((cores < 3 ? cores : 3))
passed=0 failed=0 failures=()
logs=build/logs
mkdir -p "$logs"
SECONDS=0

say() { printf '== [%d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; }

# fault NAME LOG: counts one failure and shows the end of what it printed.
fault() {
  failed=$((failed + 1))
  failures+=("$1")
  echo "FAILED: $1"
  tail -n 60 "$2"
}

# check NAME COMMAND…: one check that is not under ctest.
check() {
  local log=$logs/${1// /-}.log
  say "$1"
  if "${@:2}" >"$log" 2>&1; then
    passed=$((passed + 1))
    tail -n 1 "$log"
  else
    fault "$1" "$log"
  fi
}

# build PRESET [TARGET…]: configures and builds a tree; a failure counts, success does not.
build() {
  local preset=$1 log=$logs/build-$1.log
  say "build $preset"
  if ! { cmake --preset "$preset" && cmake --build "build/$preset" -j "$jobs" ${2:+--target "${@:2}"}; } >"$log" 2>&1; then
    fault "build $preset" <(grep -E 'error|Error|FAILED|warning' "$log" | head -n 40; tail -n 20 "$log")
    return 1
  fi
}

# tests PRESET [CTEST OPTION…]: runs a tree's tests and adds their numbers up.
tests() {
  local preset=$1 log=$logs/ctest-$1.log
  say "tests $preset"
  ctest --test-dir "build/$preset" -j2 --output-on-failure --no-tests=error --timeout 300 "${@:2}" >"$log" 2>&1
  local code=$? summary
  summary=$(grep -E '^[0-9]+% tests passed, [0-9]+ tests failed out of [0-9]+' "$log")
  if [[ ! $summary =~ ,\ ([0-9]+)\ tests\ failed\ out\ of\ ([0-9]+) ]]; then
    fault "tests $preset" "$log"
    return
  fi
  local red=${BASH_REMATCH[1]} all=${BASH_REMATCH[2]}
  passed=$((passed + all - red)) failed=$((failed + red))
  echo "$summary"
  if [[ $red != 0 || $code != 0 ]]; then
    failures+=("tests $preset")
    # What the failing tests printed, and which they were.
    grep -vE '^ +Start +[0-9]+:|   Passed  ' "$log" | tail -n 400
  fi
}

formatted() {
  git ls-files -z --cached --others --exclude-standard '*.cpp' '*.hpp' '*.c' '*.h' |
    xargs -0 clang-format-19 --dry-run -Werror && echo "all files formatted"
}

say "set-up"
tools/setup test || exit 2

build release && tests release
check format formatted
if [[ $quick == 0 ]]; then
  build clang && tests clang -LE 'script|consume'
  check "clang-tidy on changed folders" python3 tools/tidy-changed --tree build/clang --seconds 300

  export UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=detect_stack_use_after_return=1
  build asan && tests asan -LE 'script|consume'

  # Only what runs several threads; ctest is told the same folders as ninja.
  # capi_after_fork starts threads in a child of a process with threads, which this tool cannot follow.
  export TSAN_OPTIONS=second_deadlock_stack=1
  build tsan unit_base unit_store unit_engine tests/capi/all &&
    tests tsan -R '^(unit_(base|store|engine)$|capi)' -E after_fork
fi

say "done"
for name in "${failures[@]}"; do
  echo "failed: $name"
done
echo "$passed passed, $failed failed"
[[ $failed == 0 && $passed != 0 ]]
