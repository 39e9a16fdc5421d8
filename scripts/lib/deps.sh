# Ensures that the programs and libraries a script needs are there. Sourced after common.sh, never run.
# shellcheck shell=bash
#
# need_deps GROUP…   groups: serve, test, sdk, bench, ci
#
# Nothing happens when all is installed. Otherwise Debian's packages are installed where that is allowed (root, or sudo
# without a password); where it is not, the script ends with the list and the command to type.
# MOCKLING_DEPS=skip trusts that everything is there (other distributions).

declare -A PACKAGES=(
  [serve]="g++ cmake ninja-build pkg-config nlohmann-json3-dev libcpp-httplib-dev libssl-dev libcli11-dev libxml2-dev ffmpeg"
  [test]="catch2 libgtest-dev libcurl4-openssl-dev curl openssl git"
  [sdk]="ca-certificates"
  [bench]="wrk nginx-light"
  [ci]="clang-14 libclang-rt-14-dev clang-format-14 clang-tidy-14 shellcheck json-schema-test-suite chromium"
)

# Interpreters are taken from wherever they are, as long as they are new enough.
has_python() { python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))' >/dev/null 2>&1; }
has_node() {
  command -v npm >/dev/null 2>&1 &&
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)' >/dev/null 2>&1
}

is_installed() { [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }

# Prints the packages of the groups that are not installed.
missing_packages() {
  local group package
  for group in "$@"; do
    for package in ${PACKAGES[$group]}; do
      is_installed "$package" || printf '%s\n' "$package"
    done
    case "$group" in
      test) has_python || printf '%s\n' python3 python3-venv ;;
      sdk) has_node || printf '%s\n' nodejs npm ;;
      ci) command -v go >/dev/null || printf '%s\n' golang-go ;;
    esac
  done
}

install_packages() {
  local as_root=()
  if [[ "$(id -u)" != 0 ]]; then as_root=(sudo -n); fi
  # RUNLEVEL=1 keeps a freshly installed web server from being started.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get update -q >&2 &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
      apt-get install -q -y --no-install-recommends "$@" >&2 </dev/null
}

may_install() { command -v apt-get >/dev/null && { [[ "$(id -u)" == 0 ]] || sudo -n true 2>/dev/null; }; }

need_deps() {
  [[ "${MOCKLING_DEPS:-}" != skip ]] || return 0
  local missing
  if ! command -v dpkg-query >/dev/null; then
    die "This script installs Debian packages, and this system has none. Install the equivalents of" \
      "'${PACKAGES[*]}' and run it again with MOCKLING_DEPS=skip."
  fi
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -gt 0 ]] || return 0

  if may_install; then
    say "Installing missing packages: ${missing[*]}"
    if install_packages "${missing[@]}"; then return 0; fi
    say "Installing them failed (see above)."
  fi
  mapfile -t missing < <(missing_packages "$@")
  die "These packages are missing: ${missing[*]}" $'\n'"Install them with:  apt-get install ${missing[*]}"
}
