#!/bin/sh
# Pin the requirements of pyproject.toml again, with hashes and for every platform; needs uv (`pip install uv`).
set -eu
cd "$(dirname "$0")/.."
command -v uv >/dev/null 2>&1 || PATH="$PWD/.venv/bin:$PATH"
command -v uv >/dev/null 2>&1 || { echo "lock: uv is needed: .venv/bin/pip install uv" >&2; exit 3; }

pin() {
    output=$1
    shift
    uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11 --output-file "$output" "$@"
}

# All versions are chosen once, in dev.txt; the smaller sets take theirs from it.
pin requirements/dev.txt pyproject.toml --extra dev requirements/build.in "$@"
pin requirements/runtime.txt pyproject.toml --constraints requirements/dev.txt
pin requirements/service.txt pyproject.toml --extra postgres --constraints requirements/dev.txt
pin requirements/build.txt requirements/build.in --constraints requirements/dev.txt
