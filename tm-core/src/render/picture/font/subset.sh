#!/bin/sh
# Makes the two files of this folder from the font as its authors publish it. Needs fonttools and brotli (Python).
set -eu
cd "$(dirname "$0")"
font=${1:?usage: subset.sh INTER_MEDIUM.otf}
characters=U+0020-007E,U+00A0-024F,U+02BB-02DD,U+0300-0304,U+0370-03FF,U+0400-04FF,U+1E00-1EFF,U+2010-2027,U+202F-205E
characters=$characters,U+20A0-20BF,U+2100-214F,U+2190-21FF,U+2200-22FF,U+25A0-25FF,U+2713,U+2717,U+FFFD
cut() {
    pyftsubset "$font" --unicodes="$characters" --layout-features= --no-hinting --drop-tables+=GSUB,GPOS,GDEF,DSIG "$@"
}
cut --output-file=Inter-Medium.otf
cut --flavor=woff2 --output-file=Inter-Medium.woff2
