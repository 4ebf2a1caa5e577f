#!/usr/bin/env python3
"""Writes the list of exported functions for the linker, made from capi/symbols.txt.

    make_version_script.py SYMBOLS OUT [--format map|def|exp]

map is the version script of GNU ld, lld and mold; def serves Windows, exp serves macOS.
"""
import argparse
import pathlib
import re
import sys

STATES = ("stable", "experimental", "deprecated")


def read_symbols(path):
    """Returns [(name, since, state)] in the file's order; exits with the line of the first fault."""
    rows, seen = [], set()
    for number, line in enumerate(pathlib.Path(path).read_text("utf-8").splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        fields = line.split()
        if len(fields) != 3:
            sys.exit(f"{path}:{number}: expected three columns: name since state")
        name, since, state = fields
        if not re.fullmatch(r"parley_[a-z0-9_]+", name):
            sys.exit(f"{path}:{number}: {name}: expected a name that begins with parley_")
        if not re.fullmatch(r"[0-9]+\.[0-9]+", since):
            sys.exit(f"{path}:{number}: {since}: expected a version such as 0.1")
        if state not in STATES:
            sys.exit(f"{path}:{number}: {state}: expected one of {', '.join(STATES)}")
        if name in seen:
            sys.exit(f"{path}:{number}: {name} is listed twice")
        seen.add(name)
        rows.append((name, since, state))
    return rows


def render(names, form):
    """Renders the names in one of the three formats."""
    names = sorted(names)
    if form == "def":
        return "EXPORTS\n" + "".join(f"  {name}\n" for name in names)
    if form == "exp":
        return "".join(f"_{name}\n" for name in names)
    listed = "".join(f"    {name};\n" for name in names)
    return "{\n  global:\n" + listed + "  local:\n    *;\n};\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("symbols")
    parser.add_argument("out")
    parser.add_argument("--format", choices=("map", "def", "exp"), default="map")
    args = parser.parse_args()
    text = render([row[0] for row in read_symbols(args.symbols)], args.format)
    out = pathlib.Path(args.out)
    if not out.exists() or out.read_text("utf-8") != text:
        out.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
