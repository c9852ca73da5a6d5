#!/bin/sh
# Set this checkout up and show the whole flow offline: translate, check, rebuild. Writes to build/demo only.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh runtime

article=examples/amazon-job-cuts.html
published=examples/published/energie-dividenden.de.html
out=build/demo
rm -rf "$out"
mkdir -p "$out"

# Run locworker as a reader would type it; anything but the expected exit code ends the demo.
run() {
    expected=$1
    shift
    printf '\n$ locworker %s\n' "$*"
    code=0
    .venv/bin/locworker "$@" || code=$?
    [ "$code" = "$expected" ] || { echo "demo: exit $code, expected $expected" >&2; exit "$code"; }
}

echo
echo "1. An English article into four languages, offline with Apertium. Machine text is raw: the findings say where."
run 0 translate "$article" --to es,fr,it,pt --engine apertium --locales "$out/locales" --data-dir "$out/data" \
    --output-format concise --output-file "$out/findings.txt"
for language in es fr it pt; do
    for rule in untranslated-fragment missing-term; do
        grep "locales/$language/.* $rule " "$out/findings.txt" | head -n 1 | sed "s|^$PWD/||"
    done
done
echo "… all of them: $out/findings.txt"

echo
echo "2. A German page as it was published, checked without its source. Exit 1: it has faults."
run 1 check "$published" --lang de

echo
echo "3. The same article in German and Spanish, from the catalogs that a reviewer has finished."
run 0 rebuild "$article" --to de -o "$out/de/amazon-job-cuts.html"
run 0 rebuild "$article" --to es -o "$out/es/amazon-job-cuts.html"

cat <<EOF

Look at
  $out/locales/fr/$article.po   a catalog for a reviewer: open it in Poedit, Lokalize or an editor
  $out/de/amazon-job-cuts.html   the German page; $out/es/amazon-job-cuts.html the Spanish one
EOF
