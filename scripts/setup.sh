#!/bin/sh
# Prepare this checkout on a machine that has only Python and git: system packages, .venv, locked requirements.
# Usage: sh scripts/setup.sh runtime|service|dev [packages|environment]. `service` is what the image holds: PostgreSQL's
# driver too, and locworker itself copied into .venv; its two halves are stages of the Dockerfile.
# Done already: says so and ends at once. PYTHON names another interpreter.
set -eu
cd "$(dirname "$0")/.."

kind=${1:-dev}
case $kind in
runtime | service | dev) ;;
*) echo "setup: '$kind' is unknown; say runtime, service or dev" >&2; exit 2 ;;
esac
part=${2:-all}
case $part in
all | packages | environment) ;;
*) echo "setup: '$part' is unknown; say packages or environment, or nothing for both" >&2; exit 2 ;;
esac

say() { echo "setup: $*" >&2; }
die() { say "$*"; exit 3; }

find_python() {
    for candidate in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

missing_packages() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    command -v msgfmt >/dev/null 2>&1 || echo gettext
    command -v apertium >/dev/null 2>&1 || echo apertium
    if [ "$kind" = dev ]; then
        command -v make >/dev/null 2>&1 || echo make
        # The tests of the service run on real servers of their own, next to the embedded one.
        command -v redis-server >/dev/null 2>&1 || echo redis-server
        ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo postgresql
        command -v docker-compose >/dev/null 2>&1 || echo docker-compose
    fi
    modes=$(apertium -l 2>/dev/null || true)
    pairs='eng-spa:apertium-eng-spa es-pt:apertium-es-pt es-fr:apertium-fr-es spa-ita:apertium-spa-ita'
    # The tests try the engine's other direct pairs as well.
    [ "$kind" != dev ] || pairs="$pairs eng-cat:apertium-eng-cat en-gl:apertium-en-gl"
    for row in $pairs; do
        echo "$modes" | grep -q "^ *${row%%:*} *\$" || echo "${row#*:}"
    done
}

install_packages() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then
        as_root='env'
    elif sudo -n true 2>/dev/null; then
        as_root='sudo -n env'
    else
        return 1
    fi
    say "installing system packages: $*"
    log=$(mktemp)
    $as_root apt-get -qq update >"$log" 2>&1 || tail -n 3 "$log" >&2
    # All at once is quick; one by one gets the others in when a release has renamed one of them.
    for group in "$*" "$@"; do
        # shellcheck disable=SC2086 # one word a package
        $as_root DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $group >"$log" 2>&1 &&
            [ "$group" = "$*" ] && break
    done
    rm -f "$log"
}

python=$(find_python)
[ -n "$python" ] || die "Python 3.11 or later is needed; install it, or name one: PYTHON=/path/to/python3 sh $0 $kind"

packages=
[ "$part" = environment ] || packages=$(missing_packages | sort -u | tr '\n' ' ')
if [ -n "$packages" ]; then
    # shellcheck disable=SC2086 # one word a package
    install_packages $packages && packages=$(missing_packages | sort -u | tr '\n' ' ')
    [ -z "$packages" ] || say "still missing; as root: apt-get install ${packages% }"
    [ -z "$packages" ] || [ "$part" != packages ] || die "an image without them would be no use"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || die "$python cannot make a virtual environment"
fi

if [ "$part" = packages ]; then
    say "ready (system packages)"
    exit 0
fi

stamp_of() {
    # The lock files and the metadata that an installation is made from: a pull that changes them installs again.
    echo "$("$python" -V) $PWD $(cat pyproject.toml requirements/build.txt "requirements/$1.txt" | cksum)"
}
if [ "$(cat ".venv/locworker-$kind" 2>/dev/null)" = "$(stamp_of "$kind")" ]; then
    say "ready (.venv, $kind)"
    exit 0
fi

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    say "making .venv with $("$python" -V)"
    "$python" -m venv --clear .venv
fi
rm -f .venv/locworker-*
for file in build "$kind"; do
    say "installing requirements/$file.txt"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "requirements/$file.txt" ||
        die "pip could not install requirements/$file.txt; see above"
done
say "installing locworker from this checkout"
# The image takes .venv without the checkout; elsewhere a change of the code counts at once.
[ "$kind" = service ] && from='.' || from='-e .'
# shellcheck disable=SC2086 # a flag and a folder
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-build-isolation --no-deps $from ||
    die "pip could not install locworker; see above"
if [ "$kind" = service ]; then
    say "ready (.venv, service)"
    exit 0
fi
# What the tests need holds all that running needs.
[ "$kind" = runtime ] || stamp_of runtime >.venv/locworker-runtime
stamp_of "$kind" >".venv/locworker-$kind"
say "ready (.venv, $kind)"
