#!/usr/bin/env python3
"""The checks are themselves checked: each fault they are for, planted in a small tree, turns them red."""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LAYERS = (ROOT / "src" / "layers.txt").read_text("utf-8")
CLEAN = {
    "src/layers.txt": LAYERS,
    "src/base/clock.hpp": '#include <string>\n#include "parley/result.hpp"\n',
    "src/base/digest.cpp": '#include <openssl/evp.h>\n#include <fmt/format.h>\n#include "base/clock.hpp"\n',
    "src/json/value.cpp": '#include <simdjson.h>\n#include "base/clock.hpp"\n',
    "src/intent/match.hpp": "#pragma once\n",
    "include/parley/result.hpp": "#include <variant>\n",
    "tests/abi/large_files.txt": "",
}
LAYER_FAULTS = {
    "upwards": {"src/base/clock.hpp": '#include "json/value.hpp"\n', "src/json/value.hpp": "\n"},
    "sideways": {"src/gate/a.cpp": '#include "intent/match.hpp"\n'},
    "missing": {"src/json/value.cpp": '#include "base/nowhere.hpp"\n'},
    "not the owner": {"src/json/value.cpp": "#include <sqlite3.h>\n"},
    "no owner": {"src/json/value.cpp": "#include <boost/asio.hpp>\n"},
    "third party in public": {"include/parley/result.hpp": "#include <simdjson.h>\n"},
    "fmt in a header": {"src/base/clock.hpp": "#include <fmt/format.h>\n"},
    "folder without a line": {"src/extra/a.cpp": "\n"},
    "private in public": {"include/parley/result.hpp": '#include "base/clock.hpp"\n'},
    "cycle": {"src/layers.txt": LAYERS.replace("\nbase:", "\nbase: engine")},
}
TEXT_FAULTS = {
    "long header": {"src/base/clock.hpp": "\n" * 201},
    "long source": {"src/base/digest.cpp": "\n" * 401},
    "large file": {"docs/picture.bin": "x" * 1_000_001},
    "workplace": {"README.md": "see /" + "work/main/README.md\n"},
    "registry": {"README.md": "from pypi" + ".org\n"},
    "entry without a file": {"tests/abi/large_files.txt": "gone.bin  was large\n"},
}


def plant(root, files):
    """Writes the clean tree with some files replaced."""
    for name, text in {**CLEAN, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    subprocess.run(["git", "init", "-q", str(root)], check=True)


def verdict(script, files):
    """Exit code and output of a check over a tree with these files."""
    with tempfile.TemporaryDirectory() as folder:
        plant(pathlib.Path(folder), files)
        run = subprocess.run([sys.executable, str(HERE / script), folder],
                             capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr


def main():
    faults = []
    for script, planted in (("check_layers.py", LAYER_FAULTS), ("check_text.py", TEXT_FAULTS)):
        code, text = verdict(script, {})
        if code != 0:
            faults.append(f"{script}: red on a clean tree: {text.strip()}")
        for name, files in planted.items():
            code, text = verdict(script, files)
            if code != 1 or "Traceback" in text:
                faults.append(f"{script}: did not find '{name}': {text.strip()}")
    print("\n".join(faults) or f"{len(LAYER_FAULTS) + len(TEXT_FAULTS)} planted faults found")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
