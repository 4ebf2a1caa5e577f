#!/usr/bin/env python3
"""Builds and runs one pretend user of Parley.

    run.py install|find_parley|find_cpp|find_core|pkg_config|add_subdirectory --tree BUILD --source ROOT …

install puts a built tree under <tree>/consume/prefix, by way of another folder, so that whatever
remembers where it was installed breaks the others.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


class Consumer:
    def __init__(self, args):
        self.args = args
        self.work = pathlib.Path(args.tree) / "consume"
        self.prefix = self.work / "prefix"
        self.work.mkdir(exist_ok=True)

    def run(self, *command, env=None):
        """Runs a command; its failure is the test's."""
        words = [str(word) for word in command]
        print("+", " ".join(words), flush=True)
        subprocess.run(words, check=True, env={**os.environ, **(env or {})})

    def libraries(self):
        """Folder of the installed shared library."""
        return next(self.prefix.rglob("libparley.so")).parent

    def project(self, source, build, *options):
        """Configures and builds a consumer's project."""
        self.run(self.args.cmake, "-S", source, "-B", build, "-G", "Ninja",
                 f"-DCMAKE_BUILD_TYPE={self.args.build_type}", f"-DCMAKE_C_COMPILER={self.args.cc}",
                 f"-DCMAKE_CXX_COMPILER={self.args.cxx}", *options)
        self.run(self.args.cmake, "--build", build, "-j", "2")

    def install(self):
        first = self.work / "staged"
        for folder in (first, self.prefix):
            shutil.rmtree(folder, ignore_errors=True)
        self.run(self.args.cmake, "--install", self.args.tree, "--prefix", first)
        first.rename(self.prefix)
        self.nothing_remembered()

    def nothing_remembered(self):
        """No installed text may know the folders it was built or first installed in."""
        for file in self.prefix.rglob("*"):
            if file.suffix in (".cmake", ".pc") and file.is_file():
                text = file.read_text("utf-8")
                for place in (str(self.work), str(self.args.source)):
                    if place in text:
                        sys.exit(f"{file}: names {place}")

    def find(self, component):
        build = self.work / f"find_{component}"
        shutil.rmtree(build, ignore_errors=True)
        self.project(HERE / "find_package", build, f"-DCMAKE_PREFIX_PATH={self.prefix}",
                     f"-DCOMPONENT={component}")
        self.run(build / "first_answer")

    def pkg_config(self):
        env = {"PKG_CONFIG_PATH": str(self.libraries() / "pkgconfig")}
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "parley"], check=True, text=True,
                               capture_output=True, env={**os.environ, **env}).stdout.split()
        program = self.work / "pkg_config_answer"
        self.run(self.args.cc, "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror",
                 HERE / "programs" / "first_answer.c", "-o", program, *flags)
        self.run(program, env={"LD_LIBRARY_PATH": str(self.libraries())})

    def add_subdirectory(self):
        # Beside the tree and as deep as it, so that ccache knows the objects again.
        build = pathlib.Path(f"{self.args.tree}-subdirectory")
        options = [f"-DPARLEY_ROOT={self.args.source}", "-DPARLEY_WERROR=ON"]
        ccache = shutil.which("ccache")
        if ccache:
            launcher = f"{self.args.cmake};-E;env;CCACHE_BASEDIR={self.args.source};CCACHE_NOHASHDIR=1;{ccache}"
            options += [f"-DCMAKE_{lang}_COMPILER_LAUNCHER={launcher}" for lang in ("C", "CXX")]
        self.project(HERE / "add_subdirectory", build, *options)
        for name in ("answer_parley", "answer_cpp", "answer_core"):
            self.run(build / name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what")
    for option in ("--tree", "--source", "--cmake", "--cc", "--cxx", "--build-type"):
        parser.add_argument(option, required=True)
    args = parser.parse_args()
    consumer = Consumer(args)
    if args.what.startswith("find_"):
        consumer.find(args.what.removeprefix("find_"))
    else:
        getattr(consumer, args.what)()


if __name__ == "__main__":
    main()
