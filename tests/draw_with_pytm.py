#!/usr/bin/env python3
"""Draws models with the real pytm (`pip install pytm==1.4.0`), for the comparison in tm-core/src/render/parity.rs.

usage: python draw_with_pytm.py FOLDER

Beside each `NAME.in.json` of FOLDER, a model in pytm's input format, it writes `NAME.dot`, `NAME.levels-1.dot`,
`NAME.colormap.dot` and `NAME.puml`.
"""
import pathlib
import subprocess
import sys

DRAWINGS = {
    "dot": ["--dfd"],
    "levels-1.dot": ["--dfd", "--levels", "1"],
    "colormap.dot": ["--dfd", "--colormap"],
    "puml": ["--seq"],
}

for model in sorted(pathlib.Path(sys.argv[1]).glob("*.in.json")):
    for extension, options in DRAWINGS.items():
        program = "import pytm, sys; pytm.load(open(sys.argv.pop(1))).process()"
        drawn = subprocess.run([sys.executable, "-c", program, str(model), *options], capture_output=True, text=True)
        if drawn.returncode != 0:
            sys.exit(f"{model}: {drawn.stderr}")
        model.with_name(model.name.removesuffix("in.json") + extension).write_text(drawn.stdout)
