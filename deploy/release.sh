#!/bin/bash
# What a release is made of, signed: «deploy/release.sh make FOLDER KEY», KEY being the private SSH key of who releases.
# «deploy/release.sh check FOLDER SIGNERS» is what whoever installs does, SIGNERS being «allowed_signers» of ssh-keygen.
# «deploy/release.sh try» makes one with a throw-away key and shows that what was changed afterwards is refused.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
who=release@llamkay for=llamkay-release

make_one() {
    local folder=$1 key=$2 version
    version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' "$here/src/llamkay/__init__.py")
    mkdir -p "$folder"
    git -C "$here" -c safe.directory="$here" archive --prefix="llamkay-$version/" HEAD | gzip -n >"$folder/llamkay-$version.tar.gz"
    [ -n "${WITHOUT_SBOM:-}" ] || make --silent --directory="$here" sbom FILE="$(realpath "$folder")/llamkay-$version.cdx.json"
    (cd "$folder" && find . -maxdepth 1 -name "llamkay-$version.*" -printf '%P\n' | sort | xargs sha256sum >SHA256SUMS)
    rm -f "$folder/SHA256SUMS.sig"
    ssh-keygen -q -Y sign -f "$key" -n "$for" "$folder/SHA256SUMS"
}

check() {
    ssh-keygen -q -Y verify -f "$2" -I "$who" -n "$for" -s "$1/SHA256SUMS.sig" <"$1/SHA256SUMS" >/dev/null &&
        (cd "$1" && sha256sum --check --strict --quiet SHA256SUMS)
}

refused() {
    if check "$1" "$2" >/dev/null 2>&1; then
        echo "NOT SO: $3 was accepted" >&2
        exit 1
    fi
    echo "seen: $3 is refused"
}

try_it() {
    place=$(mktemp -d) && trap 'rm -rf "$place"' EXIT
    for name in ours other; do
        ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$place/$name"
        echo "$who namespaces=\"$for\" $(cat "$place/$name.pub")" >"$place/$name.signers"
    done
    make_one "$place/release" "$place/ours"
    check "$place/release" "$place/ours.signers"
    echo "seen: $(ls "$place/release" | tr '\n' ' ')signed and checked"
    refused "$place/release" "$place/other.signers" "a release of another key"
    cp -r "$place/release" "$place/changed" && echo >>"$place"/changed/llamkay-*.tar.gz
    refused "$place/changed" "$place/ours.signers" "a changed file"
    (cd "$place/changed" && sha256sum llamkay-* >SHA256SUMS)
    refused "$place/changed" "$place/ours.signers" "a changed list"
}

case "${1:-}" in
    make) make_one "$2" "$3" ;;
    check) check "$2" "$3" && echo "whole, and signed by who releases" ;;
    try) try_it ;;
    *) sed -n '2,4s/^# //p' "$0" >&2 && exit 2 ;;
esac
