#!/usr/bin/env bash
# What `threat-model` costs those who use it, as a Markdown table.
#
#     benches/cost.sh             all but the cold start, about five minutes
#     benches/cost.sh --cold      the cold start too: a fresh clone builds everything
#     benches/cost.sh a c         these rows only
#
# Seconds of CPU are user + system of cargo and all it started. A number is a median, with the least and the most behind
# it. Programs are generated in a temporary folder; the network is used once, for `cargo fetch`.
# Needs bash, git, cargo and a linker.

# shellcheck disable=SC2016 # the backticks are Markdown
set -euo pipefail
export LC_ALL=C
unset CARGO_BUILD_TARGET_DIR CARGO_INCREMENTAL RUSTFLAGS CARGO_ENCODED_RUSTFLAGS

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

elements=${ELEMENTS:-1000}
per_module=50
rows=a,b,c,d
rounds=5

# --- programs ---------------------------------------------------------------------------------------------------------

# generate FOLDER: a library of $elements items, half structs and half functions, each with one line of annotation, and
# a program that uses them all. Every annotation is on a line of its own.
generate() {
    local folder=$1 module first
    mkdir -p "$folder/src"
    cp "$checkout/Cargo.lock" "$folder/Cargo.lock"
    manifest program >"$folder/Cargo.toml"
    dependency >>"$folder/Cargo.toml"
    {
        echo '//! Generated.'
        for ((module = 0; module * per_module < elements; module++)); do
            echo "pub mod part_$module;"
        done
        echo 'use tm::{boundary, model};'
        echo 'model! { name = "Tm-text of the program", description = "Tm-text that describes it" }'
        echo '#[boundary(name = "Tm-text of the zone")]'
        echo 'pub struct Zone;'
        echo 'pub fn all(text: &str) -> usize {'
        echo '    let mut sum = 0;'
        for ((module = 0; module * per_module < elements; module++)); do
            echo "    sum += part_$module::all(text);"
        done
        echo '    sum'
        echo '}'
    } >"$folder/src/lib.rs"
    echo 'fn main() { println!("{}", program::all("text")); }' >"$folder/src/main.rs"
    for ((module = 0; module * per_module < elements; module++)); do
        first=$((module * per_module))
        part "$first" $((first + per_module < elements ? per_module : elements - first)) >"$folder/src/part_$module.rs"
    done
}

# part FIRST COUNT: one module.
part() {
    awk -v first="$1" -v count="$2" 'BEGIN {
        print "//! Generated."
        print "use tm::dataflow;\nuse tm::element;"
        print "use crate::Zone;"
        for (i = first; i < first + count; i += 2) {
            printf "\n/// Keeps row %d.\n", i
            printf "#[element(Datastore, name = \"Tm-text of store %d\", boundary = Zone, is_sql, ", i
            printf "stores_pii = false, controls(is_encrypted_at_rest, has_access_control = false))]\n"
            printf "#[derive(Debug, Clone)]\n"
            printf "pub struct Store%d { pub id: u64, pub text: String }\n", i
            printf "impl Store%d { pub fn len(&self) -> usize { self.text.len() + self.id as usize } }\n", i
            if (i + 1 == first + count) break
            printf "\n/// Answers request %d.\n", i + 1
            printf "#[element(Server, name = \"Tm-text of handler %d\", boundary = Zone, os = \"Tm-text Linux\", ", i + 1
            printf "uses_session_tokens, controls(validates_input, encodes_output = false))]\n"
            printf "pub fn handle_%d(text: &str) -> Option<Store%d> {\n", i + 1, i
            printf "    let id = text.parse().ok()?;\n"
            printf "    Some(Store%d { id, text: text.trim().to_owned() })\n}\n", i
            printf "dataflow! { handle_%d -> Store%d: \"Tm-text of insert %d\", protocol = \"Tm-text SQL\", ", i + 1, i, i
            printf "dst_port = 5432, data = [\"Tm-text rows\"] }\n"
            printf "dataflow! { Store%d -> handle_%d: \"Tm-text of select %d\", protocol = \"Tm-text SQL\", ", i, i + 1, i
            printf "controls(is_encrypted = false), data = [\"Tm-text rows\"] }\n"
        }
        print "\npub fn all(text: &str) -> usize {\n    let mut sum = 0;"
        for (i = first; i < first + count; i += 2) {
            if (i + 1 < first + count) printf "    sum += handle_%d(text).map_or(0, |it| it.len());\n", i + 1
            else printf "    sum += Store%d { id: 0, text: text.to_owned() }.len();\n", i
        }
        print "    sum\n}"
    }'
}

manifest() {
    printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2024"\n\n[workspace]\n\n[dependencies]\n' "$1"
}

dependency() {
    printf 'threat-model = { path = "%s" }\n' "$checkout/tm"
}

# without PATTERN FROM TO: the program, its lines that begin with PATTERN commented out.
without() {
    cp -r "$2" "$3"
    local file
    for file in "$3"/src/*.rs; do
        sed "s,^\($1\),// &," "$file" >"$work/edited"
        cp "$work/edited" "$file"
    done
}

# --- measuring --------------------------------------------------------------------------------------------------------

# seconds FORMAT COMMAND…: runs it and prints the time, by TIMEFORMAT, added up; or its output and fails.
seconds() {
    local TIMEFORMAT=$1 times
    shift
    times=$({ time "$@" >"$work/log" 2>&1; } 2>&1) || {
        cat "$work/log" >&2
        echo "failed: $*" >&2
        return 1
    }
    awk -v times="$times" 'BEGIN { n = split(times, it, " "); for (i = 1; i <= n; i++) sum += it[i]; printf "%.3f\n", sum }'
}

cpu() { seconds '%3U %3S' "$@"; }
wall() { seconds '%3R' "$@"; }

# Numbers on stdin, one a line: their median.
median() { sort -n | awk '{ it[NR] = $1 } END { printf "%.3f", (it[int((NR + 1) / 2)] + it[int(NR / 2) + 1]) / 2 }'; }

# The same with the least and the most.
spread() { sort -n | awk '{ it[NR] = $1 } END { printf "%.2f (%.2f–%.2f)", (it[int((NR + 1) / 2)] + it[int(NR / 2) + 1]) / 2, it[1], it[NR] }'; }

minus() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a - b }'; }
over() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

row() { printf '| %s | %s | %s |\n' "$1" "$2" "$3" ; }

# compared WHAT WITH WITHOUT GOAL: the difference of two files of numbers.
compared() {
    row "$1" "+$(minus "$(median <"$2")" "$(median <"$3")"): $(spread <"$2") against $(spread <"$3")" "$4"
}

# build FOLDER [ARGUMENT…]: builds the program into its own target folder.
build() {
    local folder=$1
    shift
    CARGO_TARGET_DIR=$folder/target cargo build --quiet --offline --manifest-path "$folder/Cargo.toml" "$@"
}

# --- a: the crates ----------------------------------------------------------------------------------------------------

crates() {
    local bare=$work/bare with=$work/with folder count round
    for folder in "$bare" "$with"; do
        mkdir -p "$folder/src"
        manifest program >"$folder/Cargo.toml"
        cp "$checkout/Cargo.lock" "$folder/Cargo.lock"
        echo '//! Empty.' >"$folder/src/lib.rs"
    done
    dependency >>"$with/Cargo.toml"
    cargo fetch --quiet --manifest-path "$with/Cargo.toml"
    count=$(cargo tree --offline --prefix none --edges normal,build --manifest-path "$with/Cargo.toml" | awk '{ print $1 }' | sort -u | wc -l)
    for ((round = 0; round < 3; round++)); do
        for folder in "$bare" "$with"; do
            rm -rf "$folder/target"
            cpu build "$folder" >>"$folder/cpu"
        done
    done
    row 'a. crates in the user'"'"'s tree' $((count - 1)) '≤ 9'
    compared 'a. cold build of them, dev profile, CPU s' "$with/cpu" "$bare/cpu" ''
}

# --- b: the compiler's time for annotations ---------------------------------------------------------------------------

annotations() {
    local plain=$work/plain elements_only=$work/elements flows=$work/flows folder round
    generate "$flows"
    without 'dataflow!\|use tm::dataflow' "$flows" "$elements_only"
    without '#.element\|#.boundary\|model!\|dataflow!\|use ' "$flows" "$plain"
    cargo fetch --quiet --manifest-path "$flows/Cargo.toml"
    for folder in "$plain" "$elements_only" "$flows"; do build "$folder"; done
    for ((round = 0; round < rounds; round++)); do
        for folder in "$plain" "$elements_only" "$flows"; do
            touch "$folder/src/lib.rs"
            cpu build "$folder" >>"$folder/touched"
            # Moves everything in one of the modules, as an edit does: positions are part of what is compiled.
            { echo; cat "$folder/src/part_0.rs"; } >"$work/edited"
            cp "$work/edited" "$folder/src/part_0.rs"
            cpu build "$folder" >>"$folder/edited"
            rm -rf "$folder"/target/debug/incremental "$folder"/target/debug/deps/*program*
            touch "$folder/src/lib.rs"
            cpu build "$folder" >>"$folder/whole"
        done
    done
    compared "b. $elements elements, a file touched, CPU s" "$elements_only/touched" "$plain/touched" '≤ 1.5'
    compared "b. $elements flows on top, a file touched, CPU s" "$flows/touched" "$elements_only/touched" ''
    compared "b. $elements elements, one module edited, CPU s" "$elements_only/edited" "$plain/edited" ''
    compared "b. $elements flows on top, one module edited, CPU s" "$flows/edited" "$elements_only/edited" ''
    compared "b. $elements elements, without incremental data, CPU s" "$elements_only/whole" "$plain/whole" ''
    compared "b. $elements flows on top, without incremental data, CPU s" "$flows/whole" "$elements_only/whole" ''
}

# --- c: the production build ------------------------------------------------------------------------------------------

release() {
    local annotated=$work/annotated commented=$work/commented folder
    generate "$annotated"
    without '#.element\|#.boundary\|model!\|dataflow!\|use ' "$annotated" "$commented"
    # Both from the same folder: paths are in a program too.
    mkdir -p "$work/release"
    for folder in "$annotated" "$commented"; do
        rm -rf "$work/release/src"
        cp -r "$folder/." "$work/release"
        [ -e "$work/release/target" ] || cargo fetch --quiet --manifest-path "$work/release/Cargo.toml"
        find "$work/release/src" -exec touch {} +
        CARGO_PROFILE_RELEASE_STRIP=symbols build "$work/release" --release
        cp "$work/release/target/release/program" "$folder.program"
    done
    # A dev build proves that the search finds what is there.
    build "$annotated"
    # Every text, name, attribute and key that the annotations say, if the program does not say it without them too.
    {
        grep -h '^#.element\|^#.boundary\|^model!\|^dataflow!' "$annotated"/src/*.rs |
            grep -o '"[^"]*"\|[A-Za-z_][A-Za-z_0-9]\{7,\}' | tr -d '"'
        echo 'program::part_'
    } | sort -u >"$work/texts"
    found "$commented.program" >"$work/found.commented"
    row "c. model text in a release program, bytes" "$(model_text "$annotated.program"); in a dev program $(model_text "$annotated/target/debug/program")" '0'
    local with without
    with=$(($(wc -c <"$annotated.program")))
    without=$(($(wc -c <"$commented.program")))
    row 'c. release program, stripped, bytes more' "$((with - without)) ($with against $without)" '0'
}

# found PROGRAM: the texts of the annotations that are in it.
found() { grep -aoFf "$work/texts" "$1" | sort -u || true; }

# model_text PROGRAM: how many bytes of texts are in it and not in the program without annotations.
model_text() { echo $(($(found "$1" | comm -23 - "$work/found.commented" | tr -d '\n' | wc -c))); }

# --- d: the warm check ------------------------------------------------------------------------------------------------

warm() {
    local target round
    target=$(cargo metadata --no-deps --format-version 1 --manifest-path "$checkout/Cargo.toml" | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
    cd "$checkout"
    cargo build --quiet --release -p cargo-tm
    local tm=$target/release/cargo-tm
    cargo build --quiet -p guestbook
    : >"$work/build"
    : >"$work/check"
    # Findings are not what is measured: exit 1 is a result too.
    check() { "$tm" tm check -p guestbook || [ $? -eq 1 ]; }
    check >"$work/log" 2>&1
    for ((round = 0; round < 10; round++)); do
        wall cargo build -p guestbook >>"$work/build"
        wall check >>"$work/check"
    done
    row 'd. no-op `cargo build -p guestbook`, s' "$(spread <"$work/build")" ''
    row 'd. warm `cargo tm check -p guestbook`, s' "$(spread <"$work/check")" ''
    row 'd. ratio' "$(over "$(median <"$work/check")" "$(median <"$work/build")")" '≤ 2'
}

# --- e: the cold start ------------------------------------------------------------------------------------------------

cold() {
    git clone --quiet "$checkout" "$work/clone"
    cd "$work/clone"
    cargo fetch --quiet --locked
    unset CARGO_TARGET_DIR
    row 'e. first `cargo tm report -p guestbook` of a fresh clone, s' "$(CARGO_NET_OFFLINE=true wall cargo tm report -p guestbook)" '< 180'
}

# ----------------------------------------------------------------------------------------------------------------------

chosen=()
for argument in "$@"; do
    case $argument in
        --cold) rows=$rows,e ;;
        [abcde]) chosen+=("$argument") ;;
        *) sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; exit 2 ;;
    esac
done
[ ${#chosen[@]} -eq 0 ] || rows=$(IFS=,; echo "${chosen[*]}")

printf '%s\n' "commit $(git -C "$checkout" rev-parse --short HEAD), $(rustc --version), $(uname -sm), $(getconf _NPROCESSORS_ONLN) cores" ''
row what measured goal
row --- --- ---
for letter in ${rows//,/ }; do
    case $letter in
        a) crates ;;
        b) annotations ;;
        c) release ;;
        d) (warm) ;;
        e) (cold) ;;
    esac
done
