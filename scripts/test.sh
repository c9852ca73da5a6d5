#!/bin/sh
# Set this checkout up and run all its tests; arguments go on to pytest.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev
exec .venv/bin/python -m pytest -n auto "$@"
