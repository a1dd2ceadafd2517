#!/usr/bin/env python3
"""Times `cargo tm findings` and the real pytm on the same generated models, as a Markdown table.

    benches/against_pytm.py                        100, 1,000, 5,000 and 20,000 elements; pytm up to 5,000
    benches/against_pytm.py 100 1000               these sizes only
    benches/against_pytm.py --pytm-up-to 20000     pytm at 20,000 too: some minutes and 2 GiB

Both read the same file (pytm's JSON), evaluate pytm's own threats.json and write the findings as JSON to /dev/null. A
number is the least of five runs of the whole process (one of pytm above 1,000 elements): seconds of CPU, user and
system, and the peak of memory. pytm draws nothing here; what is left of it is load, check, resolve and JSON.

Needs Python 3.11 or later, cargo, and once the network: pytm is installed below target/, with pip.
"""

import argparse
import json
import math
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PYTM = "pytm==1.4.0"

# Load, evaluate, write: what `cargo tm findings --format json` does. The JSON is that of pytm's `--json`, its only one.
PYTM_PROGRAM = """
import json, sys
from pytm.json import load
from pytm.pytm import to_serializable

with open(sys.argv[1]) as file:
    model = load(file)
model.check()
model.resolve()
with open("/dev/null", "w") as out:
    json.dump(model, out, default=to_serializable)
print(len(model.findings))
"""


def generated(elements):
    """A model in pytm's input format: three flows an element, equal for equal sizes."""
    choose = random.Random(elements)
    flag = lambda: choose.random() < 0.5
    boundaries = [f"Boundary {index}" for index in range(math.ceil(elements / 10))]
    data = [f"Data {index}" for index in range(math.ceil(elements / 5))]
    names = [f"Element {index}" for index in range(elements)]
    classes = ["Server", "Process", "Datastore", "Lambda", "Actor", "ExternalEntity", "LLM", "SetOfProcesses"]
    return {
        "name": "generated",
        "description": "Generated.",
        "boundaries": [
            {"name": name} | ({"inBoundary": boundaries[choose.randrange(index)]} if index and flag() else {})
            for index, name in enumerate(boundaries)
        ],
        "data": [
            {
                "name": name,
                "classification": choose.choice(["PUBLIC", "RESTRICTED", "SECRET"]),
                "isPII": flag(),
                "isStored": flag(),
            }
            for name in data
        ],
        "elements": [
            {
                "name": name,
                "__class__": choose.choice(classes),
                "inBoundary": choose.choice(boundaries),
                "protocol": choose.choice(["HTTP", "HTTPS", "TCP"]),
                "controls": {"validatesInput": flag(), "sanitizesInput": flag(), "isEncrypted": flag()},
            }
            for name in names
        ],
        "flows": [
            {
                "name": f"Flow {index}",
                "source": names[index // 3],
                "sink": choose.choice(names),
                "data": [choose.choice(data)],
            }
            for index in range(3 * elements)
        ],
    }


def write_model(elements, path):
    path.write_text(json.dumps(generated(elements)))


def count_findings(command, count):
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    count.value = len(json.loads(printed)["findings"])


def apart(function, *arguments):
    """Calls the function in a process of its own: a child's peak of memory begins with that of its parent."""
    process = multiprocessing.get_context("spawn").Process(target=function, args=arguments)
    process.start()
    process.join()
    if process.exitcode != 0:
        sys.exit("failed: see above")


def measured(command, runs):
    """The least CPU seconds of so many runs, the peak in MiB, and what the last one printed."""
    best, peak = math.inf, 0
    for _ in range(runs):
        with tempfile.TemporaryFile() as printed:
            child = subprocess.Popen(command, stdout=printed)
            _, status, used = os.wait4(child.pid, 0)
            if os.waitstatus_to_exitcode(status) != 0:
                sys.exit(f"failed: {' '.join(map(str, command))}")
            printed.seek(0)
            text = printed.read()
        best = min(best, used.ru_utime + used.ru_stime)
        peak = max(peak, used.ru_maxrss / 1024)
    return best, peak, text


def pytm_python():
    """The interpreter of an environment that has pytm."""
    folder = CHECKOUT / "target" / "bench-pytm"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PYTM], check=True)
    return python


def built():
    """The program in release, and where it is."""
    command = ["cargo", "build", "--release", "--package", "cargo-tm", "--message-format=json-render-diagnostics"]
    messages = subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return next(it["executable"] for it in map(json.loads, messages.splitlines()) if it.get("executable"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[100, 1_000, 5_000, 20_000], metavar="ELEMENTS")
    parser.add_argument("--pytm-up-to", type=int, default=5_000, metavar="ELEMENTS")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    program, python = built(), pytm_python()
    threats = next((python.parent.parent / "lib").glob("python*/site-packages/pytm/threatlib/threats.json"))

    print("| elements / flows | findings | ours, CPU s | MiB | pytm, CPU s | MiB | CPU, times less | memory, times less |")
    print("|---|---|---|---|---|---|---|---|")
    ours = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            model = Path(folder, f"{size}.json")
            apart(write_model, size, model)
            command = [program, "findings", "--from", "pytm", model, "--threats", threats, "--format", "json"]
            count = multiprocessing.get_context("spawn").Value("q")
            apart(count_findings, command, count)
            found = count.value
            seconds, peak, _ = measured([*command, "-o", "/dev/null"], 5)
            ours[size] = seconds
            row = f"| {size:,} / {3 * size:,} | {found:,} | {seconds:.3f} | {peak:.0f} |"
            if size <= options.pytm_up_to:
                theirs, their_peak, printed = measured([python, "-c", PYTM_PROGRAM, model], 5 if size <= 1_000 else 1)
                if int(printed) != found:
                    sys.exit(f"{size}: pytm finds {int(printed)}, we find {found}")
                row += f" {theirs:.2f} | {their_peak:.0f} | {theirs / seconds:.0f} | {their_peak / peak:.1f} |"
            else:
                row += " | | | |"
            print(row, flush=True)
    sizes = sorted(ours)
    for small, large in zip(sizes, sizes[1:]):
        exponent = math.log(ours[large] / ours[small]) / math.log(large / small)
        print(f"\nGrowth from {small:,} to {large:,}: exponent {exponent:.2f}.")


if __name__ == "__main__":
    main()
