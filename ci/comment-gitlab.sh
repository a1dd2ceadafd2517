#!/usr/bin/env bash
# Puts a comment on a merge request on GitLab, in the place of the one before: `ci/comment-gitlab.sh FILE.md`.
#
#   CARGO_TM_TOKEN   a project access token with the scope `api` and the role Reporter; masked, and not for protected
#                    branches alone. Without it, as for merge requests from forks, nothing is done.
#   CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID   as GitLab sets them
#
# A change that changes nothing is worth a comment only where one is to be replaced.
set -euo pipefail

marker='<!-- cargo-tm diff -->'
file=${1:?usage: comment-gitlab.sh FILE.md}
if [ -z "${CARGO_TM_TOKEN:-}" ]; then
    echo "the threat model is not commented on: there is no CARGO_TM_TOKEN" >&2
    exit 0
fi
for number in "${CI_PROJECT_ID:-}" "${CI_MERGE_REQUEST_IID:-}"; do
    if ! [[ $number =~ ^[0-9]+$ ]]; then
        echo "error: CI_PROJECT_ID and CI_MERGE_REQUEST_IID are numbers" >&2
        exit 2
    fi
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# In a file, because everybody on the machine can read the arguments of a program.
(umask 077 && printf 'PRIVATE-TOKEN: %s\n' "$CARGO_TM_TOKEN" >"$folder/token")
call() { curl --fail --silent --show-error --max-time 60 --header "@$folder/token" "$@"; }

{ printf '%s\n' "$marker" && cat -- "$file"; } >"$folder/body"
me=$(call "$CI_API_V4_URL/user" | jq .id)
notes="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
known=
page=1
while [ -z "$known" ]; do
    call "$notes?per_page=100&sort=asc&page=$page" >"$folder/notes"
    known=$(jq --argjson me "$me" --arg marker "$marker" \
        '[.[] | select(.author.id == $me and (.body | startswith($marker))) | .id][0] // empty' "$folder/notes")
    [ "$(jq length "$folder/notes")" -eq 100 ] || break
    page=$((page + 1))
done

if [ -n "$known" ]; then
    call --request PUT --data-urlencode "body@$folder/body" "$notes/$known" >/dev/null
elif ! grep -q '^## Threat model: nothing changed$' -- "$file"; then
    call --request POST --data-urlencode "body@$folder/body" "$notes" >/dev/null
fi
