#!/usr/bin/env python3
"""Times `cargo tm taint` against `cargo check` on programs of others: CPU seconds of cargo and all it starts.

    cargo build --release --package cargo-tm
    python3 benches/taint_front.py [--program target/release/cargo-tm] [--deps] PACKAGE…

PACKAGE is the folder of a package, with what it depends on fetched; its root file is changed and put back. Everything is
built below a temporary folder. `cold`: nothing is built yet. `members`: the package alone, what it depends on is there. What is timed is
`cargo tm taint callgraph`: reading, and looking up what calls end in, without the analysis.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("RUSTC", "CARGO_TARGET"))}


class Run:
    """What a command took and said."""

    def __init__(self, arguments, folder, target, **variables):
        environment = {**ENVIRONMENT, "CARGO_TARGET_DIR": str(target), **variables}
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        after, self.wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - start
        self.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.out, self.code = done.stdout, done.returncode
        assert self.code == 0, f"{arguments}\n{done.stderr}"
        self.built = len(re.findall(r"^ *(?:Checking|Compiling) ", done.stderr, re.M))

    def __str__(self):
        return f"{self.cpu:6.2f} s CPU {self.wall:6.2f} s"


def peak(arguments, folder, target, **variables):
    """The largest of the processes that a command starts, in MB: measured in a process of its own."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    return int(Run(["python3", "-c", script, *arguments], folder, target, **variables).out) / 1024


@contextmanager
def changed(file):
    """One function more in `file`, until this is left."""
    text = file.read_text()
    file.write_text(text + "\n#[allow(dead_code)]\nfn one_function_more(x: u8) -> u8 {\n    x + 1\n}\n")
    try:
        yield
    finally:
        file.write_text(text)


def package_of(folder):
    """The package's name, and the root of its library, else of its program."""
    metadata = json.loads(Run(["cargo", "metadata", "--no-deps", "--format-version=1"], folder, folder / "target").out)
    package = next(it for it in metadata["packages"] if Path(it["manifest_path"]).parent == folder)
    targets = sorted(package["targets"], key=lambda it: "bin" in it["kind"])
    return package["name"], Path(next(it["src_path"] for it in targets if {"bin", "lib"} & set(it["kind"])))


def kept(target):
    """Of the crates that are kept below a folder: how many, bodies, statements, bytes of text, bytes of the files."""
    total = [0] * 5
    for it in Path(target).rglob("*.tmir"):
        head = json.loads(it.read_bytes().split(b"\n", 2)[1])
        coverage = head["coverage"]
        one = (1, coverage["bodies"], coverage["statements"], head["text_bytes"], it.stat().st_size)
        total = [sum(pair) for pair in zip(total, one, strict=True)]
    return total


def measure(folder, program, with_deps):
    check, taint = ["cargo", "check", "--offline"], [program, "tm", "taint", "callgraph", "--offline", "-o", os.devnull]
    name, (package, root) = folder.name, package_of(folder)
    with tempfile.TemporaryDirectory() as scratch:
        plain, ours = Path(scratch, "plain"), Path(scratch, "ours")
        cold = Run(check, folder, plain)
        both = Run(taint, folder, ours)
        _, bodies, statements, text, ir = kept(ours)
        print(f"{name}: {both.built} crates, {bodies} bodies, {statements} statements")
        print(f"  cold     check {cold}   taint {both}   CPU × {both.cpu / cold.cpu:.2f}")
        # In the user's own target folder, what the package depends on is there.
        first = Run(taint, folder, plain)
        after = Run(check, folder, plain)
        Run(["cargo", "clean", "--offline", "--quiet", "--package", package], folder, plain)
        whole = Run(check, folder, plain, CARGO_INCREMENTAL="0")
        Run(check, folder, plain)
        print(f"  members  check {whole}   taint {first}   CPU × {first.cpu / whole.cpu:.2f}")
        print(f"  the user's next check rebuilds {after.built} crates")
        Run(taint, folder, plain)
        again = [Run(it, folder, plain) for it in (check, taint)]
        print(f"  nothing changed    check {again[0]}   taint {again[1]}")
        with changed(root):
            edited = [Run(it, folder, plain) for it in (check, taint)]
        print(f"  one function more  check {edited[0]} (incremental)   taint {edited[1]}, {edited[1].built} crates")
        for it in ours.rglob("*.tmir"):
            it.unlink()
        peak_taint = peak(taint, folder, ours)
        with changed(root):
            peak_check = peak(check, folder, plain, CARGO_INCREMENTAL="0")
        print(f"  text {text / 1e6:.1f} MB, IR {ir / 1e6:.2f} MB ({text / max(ir, 1):.0f} : 1)")
        print(f"  largest process: check {peak_check:.0f} MB, taint {peak_taint:.0f} MB")
        if with_deps:
            everything = Run([*taint, "--deps"], folder, ours)
            crates, bodies, statements, text, ir = kept(ours / "tm")
            print(f"  --deps cold {everything}   CPU × {everything.cpu / cold.cpu:.2f}   {crates} crates")
            print(f"  --deps {bodies} bodies, {statements} statements, text {text / 1e6:.0f} MB, IR {ir / 1e6:.1f} MB")
            print(f"  --deps nothing changed {Run([*taint, '--deps'], folder, ours)}")
            print(f"  --deps largest process without rustc {peak([*taint, '--deps'], folder, ours):.0f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="target/release/cargo-tm")
    parser.add_argument("--deps", action="store_true", help="measure `--deps` too")
    parser.add_argument("packages", nargs="+", metavar="PACKAGE")
    options = parser.parse_args()
    for package in options.packages:
        measure(Path(package).resolve(), str(Path(options.program).resolve()), options.deps)


if __name__ == "__main__":
    main()
