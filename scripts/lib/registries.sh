# Whether the package registries answer, asked through their ordinary clients. Sourced after common.sh, never run.
# shellcheck shell=bash

npm_answers() { timeout 60 npm ping --fetch-retries 0 --fetch-timeout 20000 >/dev/null 2>&1 </dev/null; }

# pip may be missing outside virtual environments (Debian), so a throw-away one is made where needed.
pypi_answers() {
  local folder answer=1 python=python3
  folder="$(mktemp -d)"
  if ! python3 -m pip --version >/dev/null 2>&1; then
    python3 -m venv "$folder/venv" >/dev/null 2>&1 || true
    python="$folder/venv/bin/python"
  fi
  if timeout 60 "$python" -m pip download --quiet --retries 0 --timeout 20 --no-deps --no-cache-dir \
    --dest "$folder" wavespeed >/dev/null 2>&1 </dev/null; then
    answer=0
  fi
  rm -rf "$folder"
  return "$answer"
}
