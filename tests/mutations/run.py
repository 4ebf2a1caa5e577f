#!/usr/bin/env python3
"""Puts each fault of faults.txt into a copy of the repository and sees whether a test turns red.

    run.py [--only N,N…] [--check] [--jobs J] [--keep]

A worktree of HEAD in build/mutations is built once; then, fault by fault, the line is changed and the one test program that
the list expects to see it is built and run; if that stays green, the module's unit tests, the engine's and the scenarios
follow until one is red. Lists the faults that nobody saw. Ends with "N passed, N failed": a fault passes when a test sees it.
--check only looks whether every line still stands where the list says. Takes minutes, so it is no part of the quick run.
"""
import argparse
import fcntl
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAULTS = pathlib.Path(__file__).with_name("faults.txt")
# Always the same place, so that a compiler cache knows the files of the run before.
FOLDER = ROOT / "build" / "mutations"
# No debug information, and no program is linked anew because the shared library changed: half of the time is linking.
# A fault may leave a name unused, which is no error here.
OPTIONS = ["-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_FLAGS_DEBUG=", "-DCMAKE_CXX_FLAGS_DEBUG=", "-DPARLEY_CLI=OFF",
           "-DCMAKE_LINK_DEPENDS_NO_SHARED=ON", "-DPARLEY_WERROR=OFF"]


class Fault:
    """One changed line."""

    def __init__(self, number, folder, old, new, test):
        self.number, self.folder, self.old, self.new, self.test = number, folder, old, new, test
        self.pattern = re.compile(r"^([ \t]*)" + re.escape(old) + r"$", re.M)

    def __str__(self):
        return f"{self.number:2} {self.folder}: {self.new}"

    def module(self):
        return self.folder.split("/")[1]

    def file(self, root):
        """The one file that has the line, or None."""
        texts = {path: path.read_text("utf-8") for path in sorted((root / self.folder).rglob("*.cpp"))}
        found = [path for path, text in texts.items() for _ in self.pattern.findall(text)]
        return found[0] if len(found) == 1 else None

    def applied(self, text):
        return self.pattern.sub(lambda found: found.group(1) + self.new, text)


def read_faults():
    faults, block = [], {}
    for number, line in enumerate(FAULTS.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = re.fullmatch(r"(in|-|\+|caught by:) (.*)", line)
        if not found:
            sys.exit(f"{FAULTS}:{number}: expected in, -, + or caught by:")
        block[found.group(1)] = found.group(2)
        if found.group(1) == "caught by:":
            faults.append(Fault(len(faults) + 1, block["in"], block["-"], block["+"], block["caught by:"]))
            block = {}
    return faults


def run(command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)


class Copy:
    """The worktree and its build."""

    def __init__(self, folder, jobs):
        self.source, self.build, self.jobs = folder / "source", folder / "build", jobs

    def make(self):
        self.remove()
        done = run(["git", "-C", str(ROOT), "worktree", "add", "--detach", str(self.source), "HEAD"])
        if done.returncode:
            sys.exit(done.stdout)
        done = run(["cmake", "-S", str(self.source), "-B", str(self.build), "-G", "Ninja", *OPTIONS])
        if done.returncode:
            sys.exit(done.stdout)

    def remove(self):
        shutil.rmtree(self.source.parent, ignore_errors=True)
        run(["git", "-C", str(ROOT), "worktree", "prune"])

    def targets(self):
        listed = run(["ninja", "-C", str(self.build), "-t", "targets", "all"]).stdout
        return set(re.findall(r"^([\w]+): phony", listed, re.M))

    def compile(self, targets):
        return run(["ninja", "-C", str(self.build), f"-j{self.jobs}", *targets])

    def names(self):
        """All tests there are."""
        return set(re.findall(r"Test +#\d+: (\S+)", run(["ctest", "--test-dir", str(self.build), "-N"]).stdout))

    def tests(self, pattern):
        """Name of the first test that is red, or None."""
        done = run(["ctest", "--test-dir", str(self.build), "-R", pattern, "--stop-on-failure",
                    "--timeout", "120", f"-j{self.jobs}"])
        found = re.search(r"^\s*\d+ - (\S+) \(", done.stdout, re.M)
        return (found.group(1) if found else pattern) if done.returncode else None


def program(test):
    """The target that a test runs."""
    return test if test.startswith("unit_") else "run_scenarios"


def who_sees(copy, fault, known):
    """The first red test, expected one first; None if all stay green."""
    unit = f"unit_{fault.module()}"
    wanted = sorted({"run_scenarios", unit, "unit_engine"} & known)
    for targets, pattern in (([program(fault.test)], f"^{fault.test}$"),
                             (wanted, f"^({unit}|unit_engine|scenario_.*)$")):
        built = copy.compile(targets)
        if built.returncode:
            print(built.stdout[-3000:])
            return None
        red = copy.tests(pattern)
        if red:
            return red
    return None


def check(faults, root):
    """Tells which lines are not where the list says, and how many."""
    gone = [f for f in faults if f.file(root) is None]
    for fault in gone:
        print(f"{fault.folder}: this line is not there exactly once: {fault.old}")
    return len(gone)


def summary(faults, failed):
    print(f"{len(faults) - failed} passed, {failed} failed")
    return 1 if failed else 0


def try_all(faults, copy):
    known = copy.targets()
    units = {"unit_engine", *(f"unit_{f.module()}" for f in faults)} & known
    built = copy.compile(sorted({"run_scenarios", *units}))
    if built.returncode:
        sys.exit(built.stdout[-3000:])
    if missing := sorted({f.test for f in faults} - copy.names()):
        sys.exit(f"no such test: {' '.join(missing)}")
    if red := copy.tests("^(%s|scenario_.*)$" % "|".join(sorted(units))):
        sys.exit(f"{red} is red without any fault")
    survivors = []
    for fault in faults:
        path = fault.file(copy.source)
        whole, began = path.read_text("utf-8"), time.monotonic()
        path.write_text(fault.applied(whole), "utf-8")
        seen = who_sees(copy, fault, known)
        path.write_text(whole, "utf-8")
        note = "" if seen in (fault.test, None) else f" (expected {fault.test})"
        who = f"seen by {seen}" if seen else "NOT SEEN"
        print(f"{time.monotonic() - began:4.0f} s  {who:32} {fault}{note}", flush=True)
        if not seen:
            survivors.append(fault)
    return survivors


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", help="numbers of faults, separated by commas")
    parser.add_argument("--check", action="store_true", help="only look whether the lines are there")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", action="store_true", help="keep the copy and print where it is")
    args = parser.parse_args()
    faults = read_faults()
    if args.only:
        numbers = {int(n) for n in args.only.split(",")}
        faults = [f for f in faults if f.number in numbers]
    if args.check:
        return summary(faults, check(faults, ROOT))
    FOLDER.parent.mkdir(exist_ok=True)
    lock = open(FOLDER.with_suffix(".lock"), "w", encoding="utf-8")
    fcntl.flock(lock, fcntl.LOCK_EX)
    copy = Copy(FOLDER, args.jobs)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # the worktree goes then, too
    try:
        copy.make()
        if gone := check(faults, copy.source):
            return summary(faults, gone)
        survivors = try_all(faults, copy)
    finally:
        if args.keep:
            print(f"kept: {FOLDER}")
        else:
            copy.remove()
    return summary(faults, len(survivors))


if __name__ == "__main__":
    sys.exit(main())
