#!/usr/bin/env python3
"""Checks that every #include follows src/layers.txt.

    check_layers.py [ROOT]

A module includes only what its line allows and never a file that does not exist; a third-party
header appears only in the module that owns it, and in no public header; the lines themselves have
no cycle and no module without a folder or folder without a line.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')
STANDARD = re.compile(r"[a-z_0-9]+")
C_HEADERS = {"stddef.h", "stdint.h", "stdbool.h", "string.h", "stdlib.h", "stdio.h"}
POSIX = re.compile(r"(sys|netinet|arpa|linux)/.*|(unistd|fcntl|pthread|poll|signal|errno|time|termios|dirent|netdb)\.h")
# Where the code of a module lies when it is not src/<module>.
PLACES = {"capi": ("capi/src",), "schemas": ("schemas",), "parley": ("include/parley",)}


class Rules:
    """The file, read: module → allowed, and third-party prefix → owners."""

    def __init__(self, path):
        self.allowed, self.owners = {}, {}
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            line = line.split("#", 1)[0].strip()
            if not line:
                continue
            if line.startswith("<"):
                prefix, *owners = line[1:].split()
                self.owners[prefix] = set(owners)
            elif re.fullmatch(r"[a-z_]+:.*", line):
                name, _, rest = line.partition(":")
                self.allowed[name] = set(rest.split()) | {name}
            else:
                sys.exit(f"{path}:{number}: expected 'module: others' or '<header owners'")
        self.allowed.setdefault("schemas", {"schemas"})
        self.allowed["parley"] = {"parley"}

    def owner_of(self, header):
        """Owners of a third-party header, or None if nobody named it."""
        for prefix, owners in self.owners.items():
            if header.startswith(prefix):
                return owners
        return None

    def cycle(self):
        """Names on a cycle of the lines, or an empty list."""
        done = set()

        def walk(name, path):
            if name in path:
                return path[path.index(name):] + [name]
            if name in done or name not in self.allowed:
                return []
            for other in sorted(self.allowed[name] - {name}):
                found = walk(other, path + [name])
                if found:
                    return found
            done.add(name)
            return []

        for name in sorted(self.allowed):
            found = walk(name, [])
            if found:
                return found
        return []


def quoted_fault(root, rules, module, file, header):
    """Why a quoted include is wrong, or None."""
    folder = header.split("/", 1)[0]
    if "/" not in header:
        made = header == "parley_build_info.hpp" and module != "parley"
        known = made or (module == "capi" and header == "parley.h") or (file.parent / header).exists()
        return None if known else f'"{header}": write the path from src/ or include/'
    exists = any((root / base / header).exists() for base in ("src", "include", "."))
    if not exists and not (file.parent / header).exists():
        return f'"{header}" does not exist'
    if header in rules.allowed[module] or folder in rules.allowed[module]:
        return None
    return f'"{header}": {module} may include {" ".join(sorted(rules.allowed[module]))}'


def angled_fault(rules, module, file, header):
    """Why an include in angle brackets is wrong, or None."""
    if STANDARD.fullmatch(header) or header in C_HEADERS or POSIX.fullmatch(header):
        return None
    owners = rules.owner_of(header)
    if owners is None:
        return f"<{header}>: a third-party header without an owner in src/layers.txt"
    if module == "parley":
        return f"<{header}>: no third-party header in a public header"
    if "sources" in owners:
        return None if file.suffix == ".cpp" else f"<{header}>: in a .cpp only"
    return None if module in owners else f"<{header}>: belongs to {' '.join(sorted(owners))}"


def faults_of(root, rules, module, file):
    """One line for each wrong include of one file."""
    faults = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        if match.group(1) == '"':
            fault = quoted_fault(root, rules, module, file, match.group(2))
        else:
            fault = angled_fault(rules, module, file, match.group(2))
        if fault:
            faults.append(f"{file.relative_to(root)}:{number}: {fault}")
    return faults


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    root = root if root.is_dir() else root.parents[2]
    rules = Rules(root / "src" / "layers.txt")
    cycle = rules.cycle()
    faults = [f"src/layers.txt: cycle {' → '.join(cycle)}"] if cycle else []
    folders = {path.name for path in (root / "src").iterdir() if path.is_dir()}
    faults += [f"src/{name}: no line in src/layers.txt" for name in sorted(folders - set(rules.allowed))]
    count = 0
    for module in sorted(rules.allowed):
        for place in PLACES.get(module, (f"src/{module}",)):
            for file in sorted((root / place).rglob("*")):
                if file.suffix in (".cpp", ".hpp", ".h", ".c"):
                    count += 1
                    faults += faults_of(root, rules, module, file)
    print("\n".join(faults) or f"{count} files follow src/layers.txt")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
