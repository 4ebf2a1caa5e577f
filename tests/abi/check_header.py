#!/usr/bin/env python3
"""Checks that parley.h documents itself.

    check_header.py [--header FILE] [--symbols FILE] [--share PERCENT]

At least 60 % of its lines that are not empty are comment; every exported function stands right
below a comment that names each parameter, what is returned, the threads and, as in symbols.txt,
since when it is there; functions behind PARLEY_ALLOW_EXPERIMENTAL are listed as experimental.
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "capi" / "abi"))
from make_version_script import read_symbols  # noqa: E402

COMMENT = re.compile(r"/\*.*?\*/", re.S)
FUNCTION = re.compile(r"^PARLEY_API\b([^;(]*?)\b(\w+)\(([^;]*)\);", re.M)
GUARD = re.compile(r"#ifdef PARLEY_ALLOW_EXPERIMENTAL(.*?)#endif", re.S)


def comment_share(text):
    """Percentage of the lines that are not empty and hold nothing but comment."""
    total = sum(1 for line in text.splitlines() if line.strip())
    code = sum(1 for line in COMMENT.sub("", text).splitlines() if line.strip())
    return 100.0 * (total - code) / total


def comment_above(text, position):
    """The comment that ends directly above position, or ''."""
    before = text[:position].rstrip()
    if not before.endswith("*/"):
        return ""
    return before[before.rfind("/*"):]


def parameters(text):
    """Names of a declaration's parameters."""
    return [] if text.strip() == "void" else [re.search(r"(\w+)\s*$", p).group(1)
                                              for p in text.split(",")]


def faults_of(match, comment, since):
    """What the comment of one function lacks."""
    result, name, params = match.group(1).strip(), match.group(2), parameters(match.group(3))
    if not comment:
        return [f"{name}: no comment directly above it"]
    faults = [f"{name}: parameter {param} is not described" for param in params
              if not re.search(rf"^ \* (\w+, )?{param}\b", comment, re.M)]
    if result != "void" and "Returns" not in comment:
        faults.append(f"{name}: does not say what it returns")
    if "Threads" not in comment:
        faults.append(f"{name}: does not say which threads may call it")
    told = re.findall(r"\bsince ([0-9.]+)", comment)
    if told != [since]:
        faults.append(f"{name}: says since {told or 'nothing'}, symbols.txt says {since}")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--header", default=str(ROOT / "capi" / "include" / "parley.h"))
    parser.add_argument("--symbols", default=str(ROOT / "capi" / "symbols.txt"))
    parser.add_argument("--share", type=float, default=60.0)
    args = parser.parse_args()
    text = pathlib.Path(args.header).read_text("utf-8")
    rows = {name: (since, state) for name, since, state in read_symbols(args.symbols)}
    guarded = {m.group(2) for block in GUARD.findall(text) for m in FUNCTION.finditer(block)}
    faults, share = [], comment_share(text)
    if share < args.share:
        faults.append(f"{share:.1f} % of the header is comment, expected {args.share} %")
    found = list(FUNCTION.finditer(text))
    if not found:
        faults.append("no function found")
    for match in found:
        name = match.group(2)
        since, state = rows.get(name, ("nothing", "nothing"))
        if name not in rows:
            faults.append(f"{name}: not in symbols.txt")
        elif (state == "experimental") != (name in guarded):
            faults.append(f"{name}: {state} in symbols.txt does not fit its place in the header")
        faults += faults_of(match, comment_above(text, match.start()), since)
    print("\n".join(faults) or f"{len(found)} functions documented, {share:.0f} % comment")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
