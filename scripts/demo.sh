#!/bin/sh
# Set this checkout up and show the whole flow offline: queue, workers, catalogs, check, rebuild. Writes to build/demo only.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh runtime

article=examples/amazon-job-cuts.html
published=examples/published/energie-dividenden.de.html
out=build/demo
here="--data-dir $out/data --locales $out/locales"
rm -rf "$out"
mkdir -p "$out"

# Whatever happens, the service is ended, and it leaves no process behind.
up=
end() {
    code=$?
    trap - EXIT
    trap '' INT TERM
    if [ -n "$up" ]; then
        kill -TERM "$up" 2>/dev/null || true
        wait "$up" || true
    fi
    exit "$code"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Run locworker as a reader would type it; anything but the expected exit code ends the demo.
run() {
    expected=$1
    shift
    printf '\n$ locworker %s\n' "$*"
    code=0
    .venv/bin/locworker "$@" || code=$?
    [ "$code" = "$expected" ] || { echo "demo: exit $code, expected $expected" >&2; exit "$code"; }
}

# Start queue and workers in the background, as a reader would in a second terminal, and wait until they are ready.
start() {
    printf '\n$ locworker up %s &\n' "$here"
    # shellcheck disable=SC2086 # two flags with their values
    .venv/bin/locworker up $here >"$out/up.log" 2>&1 &
    up=$!
    left=300
    until grep '^ready:' "$out/up.log"; do
        left=$((left - 1))
        if [ "$left" = 0 ] || ! kill -0 "$up" 2>/dev/null; then
            echo "demo: the service does not start" >&2
            cat "$out/up.log" >&2
            exit 3
        fi
        sleep 0.1
    done
}

echo
echo "1. The service on this machine: a queue of its own, workers, one supervisor. Its log: $out/up.log"
start

echo
echo "2. An English article into four languages, offline with Apertium, by the queue."
# shellcheck disable=SC2086
run 0 jobs submit "$article" --to es,fr,it,pt --engine apertium --wait $here

echo
echo "3. What a reviewer has to look at. Machine text is raw: exit 1, it has faults."
printf '\n$ locworker check %s --output-file %s\n' "$out/locales" "$out/findings.txt"
code=0
.venv/bin/locworker check "$out/locales" --output-format concise --output-file "$out/findings.txt" || code=$?
[ "$code" = 1 ] || { echo "demo: exit $code, expected 1" >&2; exit 3; }
for language in es fr it pt; do
    for rule in untranslated-fragment missing-term; do
        grep "locales/$language/.* $rule " "$out/findings.txt" | head -n 1 | sed "s|^$PWD/||"
    done
done
echo "… all of them: $out/findings.txt"

echo
echo "4. A German page as it was published, checked without its source. Exit 1: it has faults."
run 1 check "$published" --lang de

echo
echo "5. The same article in German and Spanish, from the catalogs that a reviewer has finished."
run 0 rebuild "$article" --to de -o "$out/de/amazon-job-cuts.html"
run 0 rebuild "$article" --to es -o "$out/es/amazon-job-cuts.html"

echo
echo "6. The service ends: what is out is finished, what is left waits for the next start."
kill -TERM "$up"
wait "$up"
up=
grep "^stopped" "$out/up.log"

cat <<EOF

Look at
  $out/locales/fr/$article.po   a catalog for a reviewer: open it in Poedit, Lokalize or an editor
  $out/de/amazon-job-cuts.html   the German page; $out/es/amazon-job-cuts.html the Spanish one
EOF
