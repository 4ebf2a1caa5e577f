"""Runs the parley command in a folder of its own."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PARLEY = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
SOURCE = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
SHOP = SOURCE / "examples/tenants/shop" if SOURCE else None


class Answer:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()

    def json(self):
        return json.loads(self.out)

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


class CommandTest(unittest.TestCase):
    """Each test has an empty current folder."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="parley-cli-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_parley(self, *words, stdin="", env=None):
        done = subprocess.run([PARLEY, *map(str, words)], cwd=self.folder, input=stdin.encode(),
                              capture_output=True, timeout=120, env={**os.environ, **(env or {})})
        answer = Answer(done)
        self.assertNotIn("\x1b", answer.out + answer.err, "an escape byte in a pipe")
        return answer

    def good(self, *words, **more):
        answer = self.run_parley(*words, **more)
        self.assertEqual(answer.code, 0, answer.err + answer.out)
        return answer

    def bad(self, code, *words, **more):
        """The command fails with that code, and says so in at most five lines."""
        answer = self.run_parley(*words, **more)
        self.assertEqual(answer.code, code, answer.err + answer.out)
        self.assertTrue(answer.err.startswith("error: "), answer.err)
        self.assertLessEqual(answer.err.count("\n"), 5, answer.err)
        return answer

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def bakery(self):
        """A folder of documents, and a tenant made of it."""
        self.write("docs/bread.md", "# Bread\n\n## When do you bake rye bread?\n\n"
                                    "We bake rye bread on Tuesday and Friday from six in the morning.\n\n"
                                    "## Do you sell yeast?\n\n")
        self.write("docs/visit.html", "<h1>Visit us</h1><p>The bakery stands on Harbour Street 4, "
                                      "next to the old lighthouse.</p>")
        self.write("docs/cakes.txt", "Birthday cakes are made to order and need two days of notice.\n")
        return self.good("new", "Bakery", "--from", "docs")


def main():
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
