#!/usr/bin/env python3
"""Checks what every file of the repository must keep to, whatever it holds.

    check_text.py [ROOT]

No path of the place where it was written and no host of a package registry; nothing over 1 MB that
tests/abi/large_files.txt does not explain; headers of at most 200 lines, sources of at most 400
(parley.h and parley.hpp are one file each by intent, and excepted).
"""
import pathlib
import re
import subprocess
import sys

LIMIT_BYTES = 1_000_000
LIMITS = {".hpp": 200, ".h": 200, ".cpp": 400, ".c": 400}
# Single-header documentation: one file a host copies.
EXCEPTED = {"capi/include/parley.h", "bindings/cpp/parley.hpp"}
CODE = ("src/", "include/", "capi/", "bindings/", "examples/", "schemas/", "tests/")
# Written in pieces, so that this file does not name what it forbids.
NAMES = {
    "a path of the workplace": (r"(?<![\w.])/" + r"work/(main|shared)\b", r"\." + "library/", r"/tmp" + "/team",
                                r"(?<![\w/])shared/" + r"(data|design|hooks|protocols)\b"),
    "a package registry": ("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)",
                           r"(?<![\w-])crates" + r"\.io", r"proxy\.golang" + r"\.org",
                           "maven" + r"\.(org|apache)", r"deb" + r"\.debian\.org",
                           r"security" + r"\.debian\.org", "snapshot" + r"\.debian\.org"),
}
# The one file that may know where the project's own machine keeps public test data.
ALLOWED = {".ci/run": "a path of the workplace"}


def machine_hosts():
    """Hosts of this machine's own package sources: no file may name these either."""
    hosts = set()
    apt = pathlib.Path("/etc/apt")
    files = [apt / "sources.list", *(apt / "sources.list.d").glob("*")] if apt.is_dir() else []
    for file in files:
        if file.is_file():
            text = file.read_text("utf-8", "replace")
            hosts |= set(re.findall(r"https?://(?:[^/\s@]*@)?([A-Za-z0-9.-]+\.[A-Za-z0-9-]+)", text))
    return hosts


def tracked(root):
    """Files that are in the repository or about to be."""
    run = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
                          "--exclude-standard"], capture_output=True, check=True)
    return sorted({name for name in run.stdout.decode("utf-8").split("\0") if name})


def name_faults(name, text, hosts):
    """Lines that name a forbidden place."""
    faults = []
    for what, patterns in NAMES.items():
        if ALLOWED.get(name) == what:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if any(re.search(pattern, line) for pattern in patterns):
                faults.append(f"{name}:{number}: names {what}")
    faults += [f"{name}: names a host of this machine's package sources" for host in hosts if host in text]
    return faults


def size_faults(name, data, large):
    """Why a file is too long, in bytes or in lines."""
    faults = []
    if len(data) > LIMIT_BYTES and name not in large:
        faults.append(f"{name}: {len(data)} bytes; over 1 MB needs a line in tests/abi/large_files.txt")
    limit = LIMITS.get(pathlib.PurePath(name).suffix)
    lines = data.count(b"\n")
    if limit and name.startswith(CODE) and name not in EXCEPTED and lines > limit:
        faults.append(f"{name}: {lines} lines, expected at most {limit}")
    return faults


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    root = root if root.is_dir() else root.parents[2]
    listed = (root / "tests/abi/large_files.txt").read_text("utf-8").splitlines()
    large = {line.split()[0] for line in listed if line.strip() and not line.startswith("#")}
    hosts, faults = machine_hosts(), []
    names = [name for name in tracked(root) if (root / name).is_file()]
    faults += [f"tests/abi/large_files.txt: {name} is not in the repository" for name in sorted(large - set(names))]
    for name in names:
        data = (root / name).read_bytes()
        faults += size_faults(name, data, large)
        if b"\0" not in data[:4096]:
            faults += name_faults(name, data.decode("utf-8", "replace"), hosts)
    print("\n".join(faults) or f"{len(names)} files in order")
    return 1 if faults or not names else 0


if __name__ == "__main__":
    sys.exit(main())
