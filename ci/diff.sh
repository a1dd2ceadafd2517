#!/usr/bin/env bash
# Writes what a change does to the threat model as a comment: `ci/diff.sh BASE FILE.md [ARGUMENT…]`, arguments as
# `cargo tm diff` takes them.
#
# BASE is the commit that the change is to be merged into, by its hash or as a branch of origin. What is compared with is where
# the two parted, or BASE itself where a shallow clone does not say.
# Ends as the comparison did: 0 nothing is denied, 1 something is, 2 there is no result.
set -euo pipefail

if [ "$#" -lt 2 ]; then
    echo "usage: diff.sh BASE FILE.md [ARGUMENT…]" >&2
    exit 2
fi
base=$1
file=$2
shift 2

commit() { git rev-parse --quiet --verify --end-of-options "$1^{commit}"; }

if ! hash=$(commit "$base") && ! hash=$(commit "refs/remotes/origin/$base"); then
    if ! git check-ref-format --allow-onelevel "$base"; then
        echo "error: '$base' is no commit and no branch" >&2
        exit 2
    fi
    # A whole clone stays whole.
    depth=()
    if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
        depth=(--depth=1)
    fi
    if ! git fetch --quiet --no-tags "${depth[@]}" --end-of-options origin "$base"; then
        echo "error: '$base' cannot be fetched from origin" >&2
        exit 2
    fi
    hash=$(commit FETCH_HEAD)
fi
parted=$(git merge-base "$hash" HEAD) || parted=$hash
exec cargo tm diff "$parted" --format markdown -o "$file" "$@"
