#!/usr/bin/env python3
"""Times `cargo tm stale` on generated repositories: annotated functions, twenty a file, and commits that each change a few of them.

    cargo build --release --package cargo-tm
    python3 benches/history.py [--program target/release/cargo-tm] [--sizes 2000x1250,2000x5000,500x5000] [--runs 3]

A size is ITEMSxCOMMITS. "Own part" is what `stale` takes beyond `cargo tm model`, which builds and collects the same model.
Prints wall seconds, the best of the runs, and how often git was started.
"""

import argparse
import json
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DAY = 24 * 60 * 60
START = 1_700_000_000


def item(file, index, annotation, body):
    return f"""
/// Handles request {index} of part {file}.
#[element(Server, port = {1 + annotation % 60000})]
pub fn handle_{file}_{index}(request: u32) -> u32 {{
    // The parts of the answer.
    let first = request.wrapping_mul({body});
    let second = first.rotate_left({index % 31});
    first ^ second
}}
"""


class Repository:
    """The files and what is written in them, as git's fast-import takes them."""

    def __init__(self, items):
        self.files = [[[0, index] for index in range(20)] for _ in range(items // 20)]

    def text(self, file):
        items = (item(file, index, *said) for index, said in enumerate(self.files[file]))
        return "use tm::element;\n" + "".join(items)

    def library(self):
        modules = "".join(f"pub mod part{file};\n" for file in range(len(self.files)))
        return "tm::model! { name = \"Generated\" }\n" + modules

    def stream(self, commits):
        chance = random.Random(commits)
        yield self.commit(0, [("src/lib.rs", self.library())] + [self.at(file) for file in range(len(self.files))])
        for number in range(1, commits):
            file = chance.randrange(len(self.files))
            for _ in range(chance.randrange(1, 4)):
                said = self.files[file][chance.randrange(20)]
                said[0 if chance.random() < 0.2 else 1] = chance.randrange(1_000_000)
            yield self.commit(number, [self.at(file)])

    def at(self, file):
        return f"src/part{file}.rs", self.text(file)

    @staticmethod
    def commit(number, files):
        who = f"Ada <ada@example.org> {START + number * DAY // 4} +0000"
        message = f"commit {number}"
        text = f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {len(message)}\n{message}\n"
        for path, content in files:
            text += f"M 100644 inline {path}\ndata {len(content.encode())}\n{content}\n"
        return text


def generate(folder, items, commits):
    run = lambda arguments, **more: subprocess.run(arguments, cwd=folder, check=True, **more)
    run(["git", "init", "--quiet", "--initial-branch=main"])
    stream = "".join(Repository(items).stream(commits)) + "done\n"
    run(["git", "fast-import", "--quiet", "--done"], input=stream.encode())
    run(["git", "checkout", "--quiet", "--force", "main"])
    dependency = json.dumps(str(ROOT / "tm"))
    manifest = f"[package]\nname = \"generated\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nthreat-model = {{ path = {dependency} }}\n"
    Path(folder, "Cargo.toml").write_text(manifest)
    Path(folder, "Cargo.lock").write_bytes((ROOT / "Cargo.lock").read_bytes())


def timed(arguments, folder, runs, environment):
    """The least wall seconds of some runs, the first of which may build."""
    subprocess.run(arguments, cwd=folder, check=True, capture_output=True, env=environment)
    times = []
    for _ in range(runs):
        before = time.perf_counter()
        subprocess.run(arguments, cwd=folder, check=True, capture_output=True, env=environment)
        times.append(time.perf_counter() - before)
    return min(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="target/release/cargo-tm")
    parser.add_argument("--sizes", default="500x5000,1000x5000,2000x1250,2000x2500,2000x5000,2000x10000")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    program = str(Path(options.program).resolve())
    for size in options.sizes.split(","):
        items, commits = map(int, size.split("x"))
        with tempfile.TemporaryDirectory() as folder:
            generate(folder, items, commits)
            environment = os.environ | {"CARGO_TARGET_DIR": str(Path(folder, "target"))}
            stale, model = [program, "tm", "stale", "--quiet"], [program, "tm", "model", "--quiet"]
            of_model = timed(model, folder, options.runs, environment)
            of_stale = timed(stale, folder, options.runs, environment)
            trace = Path(folder, "trace")
            said = subprocess.run(stale, cwd=folder, check=True, capture_output=True, text=True, env=environment | {"GIT_TRACE2_EVENT": str(trace)})
            starts = trace.read_text().count('"event":"start"')
            print(
                f"{items:5} items, {items // 20:4} files, {commits:6} commits: stale {of_stale:.2f} s, model {of_model:.2f} s, "
                f"own part {of_stale - of_model:.2f} s, git started {starts} times; {said.stdout.splitlines()[0]}",
                flush=True,
            )


if __name__ == "__main__":
    main()
