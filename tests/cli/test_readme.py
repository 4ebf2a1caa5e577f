"""README.md is true: its programs are the ones that are built and run, its commands work, its links lead somewhere."""
import os
import re
import subprocess
import unittest

from command import PARLEY, SOURCE, CommandTest, main

README = (SOURCE / "README.md").read_text("utf-8")


class Readme(CommandTest):
    def test_programs(self):
        blocks = re.findall(r"<!-- file (\S+) -->\n```\w+\n(.*?)```\n", README, re.S)
        self.assertEqual(len(blocks), 2)
        for name, text in blocks:
            self.assertEqual(text, (SOURCE / name).read_text("utf-8"), name)

    def test_commands(self):
        blocks = re.findall(r"<!-- run -->\n```sh\n(.*?)```\n", README, re.S)
        self.assertGreaterEqual(len(blocks), 2)
        self.write("docs/bread.md", "# Bread\n\nWe bake rye bread on Tuesday and Friday.\n")
        path = f"{PARLEY.parent}:{os.environ['PATH']}"
        done = subprocess.run(["sh", "-e"], input="".join(blocks), cwd=self.folder, text=True,
                              capture_output=True, env={**os.environ, "PATH": path}, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("We bake rye bread on Tuesday and Friday.", done.stdout)

    def test_links(self):
        for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "ROADMAP.md"):
            text = (SOURCE / name).read_text("utf-8")
            for link in re.findall(r"\]\(([^)#]+)\)", text):
                if "://" not in link:
                    self.assertTrue((SOURCE / link).exists(), f"{name} links to {link}")


if __name__ == "__main__":
    main()
