#!/usr/bin/env python3
"""Compares what the shared library exports with capi/symbols.txt, and that with parley.h.

    check_symbols.py [--library LIB] [--symbols FILE] [--header FILE] [--nm NM]

Without --library only the list and the header are compared.
"""
import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "capi" / "abi"))
from make_version_script import read_symbols  # noqa: E402


def declared(header):
    """Names of the functions that the header declares, comments left out."""
    text = re.sub(r"/\*.*?\*/", "", pathlib.Path(header).read_text("utf-8"), flags=re.S)
    return re.findall(r"^PARLEY_API\b[^;(]*?\b(\w+)\(", text, re.M)


def exported(nm, library):
    """Names that the library defines for others, as nm tells."""
    run = subprocess.run([nm, "-D", "--defined-only", "--format=posix", library],
                         capture_output=True, text=True, check=True)
    names = [line.split()[0] for line in run.stdout.splitlines() if line.strip()]
    return [re.sub(r"@.*", "", name) for name in names]


def difference(left_name, left, right_name, right):
    """One line for each name that only one of the two sides has, or that stands twice."""
    lines = [f"{name}: in {left_name}, not in {right_name}" for name in sorted(set(left) - set(right))]
    lines += [f"{name}: in {right_name}, not in {left_name}" for name in sorted(set(right) - set(left))]
    for where, names in ((left_name, left), (right_name, right)):
        lines += [f"{name}: twice in {where}" for name in sorted(set(names)) if names.count(name) > 1]
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--library")
    parser.add_argument("--symbols", default=str(ROOT / "capi" / "symbols.txt"))
    parser.add_argument("--header", default=str(ROOT / "capi" / "include" / "parley.h"))
    parser.add_argument("--nm", default="nm")
    args = parser.parse_args()
    listed = [row[0] for row in read_symbols(args.symbols)]
    faults = difference("symbols.txt", listed, "parley.h", declared(args.header))
    if args.library:
        faults += difference("symbols.txt", listed, args.library, exported(args.nm, args.library))
    print("\n".join(faults) or f"{len(listed)} functions agree")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
