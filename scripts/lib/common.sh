# Shared by the scripts: where things are, how to speak, how to configure and build. Sourced, never run.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
BUILD="${MOCKLING_BUILD_DIR:-$ROOT/build}"

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$@"
  exit 2
}

# Prints the comment block at the top of a script: what --help shows.
show_help() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$1"; }

# Configures the build folder; further arguments are CMake's. Quiet unless it fails.
configure() {
  local log
  log="$(mktemp)"
  if ! cmake -S "$ROOT" -B "$BUILD" -G Ninja "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    die "The build could not be configured (see above)."
  fi
  rm -f "$log"
}

# Lists the tracked files (or, outside a git checkout, all files) that match the patterns, one a line.
list_files() {
  if git -C "$ROOT" rev-parse --git-dir >/dev/null 2>&1; then
    git -C "$ROOT" ls-files --cached --others --exclude-standard -- "$@"
  else
    local pattern
    for pattern in "$@"; do
      find "$ROOT" -path "$BUILD" -prune -o -type f -path "$ROOT/${pattern#:(glob)}" -printf '%P\n'
    done
  fi
}
