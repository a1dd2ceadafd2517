#!/usr/bin/env python3
"""Times `cargo tm dfd` against Graphviz on the same models: N elements, 1.5 flows each, boundaries three deep.

    cargo build --release --package cargo-tm
    python3 benches/pictures.py [--program target/release/cargo-tm] [--sizes 12,100,1000] [--limit SECONDS]

Graphviz draws what `cargo tm dfd --format dot` writes. Prints CPU seconds of the children, and what of the picture is missing.
"""

import argparse
import json
import random
import resource
import subprocess
import tempfile
from pathlib import Path


def model(size):
    """Elements in blocks of twelve; nine flows of ten stay near, the others go anywhere, a third of all has a reply."""
    chance = random.Random(size)
    boundaries, elements, flows = [], [], []
    for block in range(0, size, 12):
        outer, inner, core = (f"{name}{block}" for name in ("zone", "net", "core"))
        boundaries += [
            {"id": outer, "name": f"Zone {block}"},
            {"id": inner, "name": f"Network {block}", "within": outer},
            {"id": core, "name": f"Core {block}", "within": inner},
        ]
        for index in range(block, min(block + 12, size)):
            kind = ("Server", "Process", "Datastore")[index % 3]
            place = (outer, inner, inner, core)[index % 4]
            elements.append({"id": f"e{index}", "name": f"Element {index}", "class": kind, "boundary": place})
    for index in range(size * 3 // 2):
        source = index % size
        near = chance.randrange(max(0, source - 8), min(size, source + 9))
        sink = chance.randrange(size) if index % 10 == 9 else near
        flow = {"source": f"e{source}", "sink": f"e{sink}", "name": f"Flow number {index}"}
        if index % 3 == 0:
            flow["reply"] = {"name": f"Answer {index}"}
        flows.append(flow)
    return {"version": 1, "name": f"{size} elements", "boundaries": boundaries, "elements": elements, "flows": flows}


def timed(arguments, limit):
    """CPU seconds and the result of a command, or None where it takes too long."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        done = None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="target/release/cargo-tm")
    parser.add_argument("--sizes", default="12,100,1000")
    parser.add_argument("--limit", type=float, default=90)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, options.sizes.split(",")):
            file, dot = Path(folder, "model.json"), Path(folder, "dfd.dot")
            file.write_text(json.dumps(model(size)))
            tm = [options.program, "tm", "dfd", "--quiet", "--from", "tm", str(file)]
            ours, done = timed(tm + ["-o", str(Path(folder, "dfd.svg"))], options.limit)
            assert done and done.returncode == 0, done and done.stderr
            text, done = timed(tm + ["--format", "dot", "-o", str(dot)], options.limit)
            assert done and done.returncode == 0, done and done.stderr
            theirs, done = timed(["dot", "-Tsvg", str(dot), "-o", str(Path(folder, "dot.svg"))], options.limit)
            said = f"over {options.limit:.0f} s, ended" if done is None else f"exit {done.returncode}"
            lost = "" if done is None else f", {done.stderr.count('lost')} edges lost"
            print(f"{size:5} elements: cargo tm {ours:.2f} s (reading and text alone {text:.2f}), dot {theirs:.2f} s ({said}{lost})")


if __name__ == "__main__":
    main()
