#!/usr/bin/env bash
# Puts a comment on a pull request on GitHub, in the place of the one before: `ci/comment-github.sh FILE.md`.
#
#   GH_TOKEN            may write to pull requests
#   GITHUB_REPOSITORY   owner/name
#   PULL_REQUEST        its number
#   COMMENT_AUTHOR      whose comments are replaced [default: github-actions[bot]]
#
# A change that changes nothing is worth a comment only where one is to be replaced. Where the token may not write, as for pull
# requests from forks, that is said, and is no failure.
set -euo pipefail

marker='<!-- cargo-tm diff -->'
file=${1:?usage: comment-github.sh FILE.md}
author=${COMMENT_AUTHOR:-github-actions[bot]}
if ! [[ ${PULL_REQUEST:-} =~ ^[0-9]+$ ]]; then
    echo "error: PULL_REQUEST is no number" >&2
    exit 2
fi
if ! [[ ${GITHUB_REPOSITORY:-} =~ ^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$ ]]; then
    echo "error: GITHUB_REPOSITORY is not owner/name" >&2
    exit 2
fi
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{ printf '%s\n' "$marker" && cat -- "$file"; } | jq --raw-input --slurp '{ body: . }' >"$body"

comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
# Anybody can write the marker, so the author counts too. Each page is a list of its own.
known=$(gh api --paginate "$comments?per_page=100" |
    jq --slurp --arg author "$author" --arg marker "$marker" \
        '[.[][] | select(.user.login == $author and (.body | startswith($marker))) | .id][0] // empty')

if [ -n "$known" ]; then
    answer=(gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" --input "$body")
elif grep -q '^## Threat model: nothing changed$' -- "$file"; then
    exit 0
else
    answer=(gh api --method POST "$comments" --input "$body")
fi
if ! said=$("${answer[@]}" 2>&1); then
    case $said in
    *"HTTP 403"* | *"not accessible by integration"*)
        echo "::notice::the threat model is not commented on: this token may not write to the pull request"
        ;;
    *)
        printf 'error: the comment was not taken\n%s\n' "$said" >&2
        exit 2
        ;;
    esac
fi
