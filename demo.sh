#!/bin/sh
# From a fresh Debian 12 to a conversation with a shoe shop: installs what is missing, builds the parley command, shows a
# scripted conversation (with a process killed in mid-answer), and then lets you talk.
#
#   ./demo.sh            all of it
#   ./demo.sh --script   stop after the scripted part; also what happens without a terminal
#
# No key, no network after the packages, nothing written outside build/ and a temporary folder.
set -eu
cd "$(dirname "$0")"

case "${1:-}" in
  '' | --script) ;;
  *)
    sed -n '2,8s/^# \{0,1\}//p' "$0"
    [ "$1" = --help ] && exit 0 || exit 2
    ;;
esac

tools/setup build

# A tree without tests: half the time to build, and the trees of developers stay as they are.
tree=build/demo
mkdir -p "$tree"
log=$tree/build.log
jobs=$(nproc)
[ "$jobs" -le 3 ] || jobs=3
echo "demo: building in $tree, the first time takes a few minutes"
if ! { cmake -S . -B "$tree" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPARLEY_TESTS=OFF -DPARLEY_WERROR=OFF &&
  cmake --build "$tree" -j "$jobs"; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "demo: the build failed, see above and $log" >&2
  exit 1
fi
parley=$tree/bin/parley

# The scripted conversation, its kill and its going on are the command's own: what is shown here is what users have.
"$parley" demo --script

if [ "${1:-}" != --script ] && [ -t 0 ] && [ -t 1 ]; then
  echo
  echo "Your turn. /help says what there is, Ctrl-D leaves."
  exec "$parley" demo
fi
