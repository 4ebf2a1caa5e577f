"""Exit codes, errors, help, and what goes where."""
import os
import pty
import select
import signal
import sqlite3
import subprocess
import time
import unittest

from command import PARLEY, SHOP, CommandTest, main


class Manners(CommandTest):
    def test_version(self):
        self.assertRegex(self.good("--version").out, r"^parley \d+\.\d+\.\d+\n$")
        self.assertIn("version", self.good("--version", "--json").json())

    def test_help_names_every_command(self):
        text = self.good("help").out
        for name in ("demo new chat ask tenant ingest search kb understand sessions transcript "
                     "explain run bench").split():
            self.assertIn(f"\n  {name} ", text)
            self.assertIn(f"parley {name} ", self.good("help", name).out)
            self.assertIn(f"parley {name} ", self.good(name, "--help").out)

    def test_without_a_command(self):
        answer = self.run_parley()
        self.assertEqual(answer.code, 2)
        self.assertEqual(answer.out, "")
        self.assertIn("COMMAND", answer.err)

    def test_a_misspelt_command_gets_the_nearest(self):
        self.assertIn("did you mean tenant?", self.bad(2, "tennant", "list").err)
        self.assertIn("did you mean --data?", self.bad(2, "tenant", "list", "--dta", "x").err)
        self.assertIn("did you mean list?", self.bad(2, "tenant", "lsit").err)
        self.assertIn("did you mean health?", self.bad(2, "kb", "healht", "x").err)

    def test_what_later_versions_will_have(self):
        for words in (["serve"], ["doctor"], ["completions", "bash"], ["intents", "check", "x"],
                      ["outbox", "list", "x"], ["export", "x", "y"], ["erase", "x", "y"],
                      ["record"], ["replay", "t"], ["embed"], ["tokens"], ["demo", "--web"]):
            self.assertIn("not available in this version", self.bad(3, *words).err)

    def test_missing_and_superfluous_words(self):
        self.assertIn("parley ask TENANT TEXT", self.bad(2, "ask", "shop").err)
        self.bad(2, "sessions", "a", "b")
        self.bad(2, "search", "a", "b", "--k", "0")

    def test_no_data_file_is_made_by_reading(self):
        self.assertIn("parley.db", self.bad(2, "tenant", "list").err)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_data_and_config(self):
        self.write("engine.json", '{"data": "from-config.db", "synchronous": "normal"}')
        self.write("a.json", '{"name": "A"}')
        self.good("--config", "engine.json", "tenant", "put", "a.json")
        self.assertTrue((self.folder / "from-config.db").exists())
        self.good("--config", "engine.json", "--data", "flag.db", "tenant", "put", "a.json")
        self.assertTrue((self.folder / "flag.db").exists())
        self.assertFalse((self.folder / "parley.db").exists())

    def test_a_wrong_config_is_told_by_place(self):
        self.write("engine.json", '{\n  "data": "x.db",\n  "pool": 0,\n  "synchronos": "full"\n}')
        error = self.bad(2, "--config", "engine.json", "tenant", "put", SHOP / "tenant.json").err
        self.assertIn("engine.json:3:3 /pool", error)
        self.assertIn("engine.json:4:3 /synchronos", error)
        self.write("engine.json", "{ no json")
        self.assertIn("line 1", self.bad(2, "--config", "engine.json", "tenant", "list").err)

    def test_a_damaged_file_is_refused_and_left_alone(self):
        self.write("parley.db", "this is no database, " * 500)
        before = (self.folder / "parley.db").read_bytes()
        self.bad(5, "tenant", "list")
        self.assertEqual((self.folder / "parley.db").read_bytes(), before)

    def test_a_newer_schema_is_refused(self):
        self.write("a.json", '{"name": "A"}')
        self.good("tenant", "put", "a.json")
        with sqlite3.connect(self.folder / "parley.db") as db:
            db.execute("update meta set value = 9999 where key = 'schema_version'")
        db.close()
        self.assertIn("9999", self.bad(3, "tenant", "list").err)

    def test_a_path_that_cannot_be_opened(self):
        self.bad(2, "--data", "no/such/folder/x.db", "tenant", "put", SHOP / "tenant.json")

    def test_a_full_disk_is_not_a_success(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PARLEY, "help"], stdout=full, stderr=subprocess.PIPE, cwd=self.folder)
        self.assertEqual(done.returncode, 1)

    def test_escape_bytes_of_documents_stay_out(self):
        self.bakery()
        self.write("evil.md", "# Evil\n\nThe lighthouse keeper says \x1b]0;owned\x07\x1b[2J hello.\n")
        self.good("ingest", "bakery", "evil.md")
        self.assertIn("hello", self.good("search", "bakery", "lighthouse keeper").out)

    def test_starts_fast(self):
        # No limit on time here; the bench measures. Only what would make it slow: no data file is touched.
        self.good("--version")
        self.assertEqual(list(self.folder.iterdir()), [])


class Terminal(CommandTest):
    """The chat with a person: a pseudo terminal."""

    def open_chat(self, *words):
        child, self.fd = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.environ["TERM"] = "xterm"
            os.environ.pop("NO_COLOR", None)
            os.execv(PARLEY, [str(PARLEY), "chat", *words])
        self.child = child
        self.seen = ""

    def wait_for(self, text, seconds=30):
        end = time.monotonic() + seconds
        while text not in self.seen:
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
            self.assertTrue(ready, f"{text!r} did not come; seen: {self.seen!r}")
            try:
                data = os.read(self.fd, 4096)
            except OSError:
                data = b""
            self.assertTrue(data, f"closed before {text!r}; seen: {self.seen!r}")
            self.seen += data.decode(errors="replace")
        self.seen = self.seen[self.seen.index(text) + len(text):]

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def leave(self):
        while select.select([self.fd], [], [], 30)[0]:
            try:
                if not os.read(self.fd, 4096):
                    break
            except OSError:
                break
        else:
            os.kill(self.child, signal.SIGKILL)
        _, status = os.waitpid(self.child, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)

    def test_a_conversation(self):
        self.bakery()
        self.open_chat("bakery", "--session", "tom")
        self.wait_for("you: ")
        self.type("Where is the bakry\x1b[D\x1b[De\x1b[F?\r")
        self.wait_for("Harbour Street 4")
        self.wait_for("you: ")
        self.type("\x1b[A")
        self.wait_for("bakery?")
        self.type("\x15/sources\r")
        self.wait_for("visit.html")
        self.wait_for("you: ")
        self.type("/explain\r")
        self.wait_for("Stages")
        self.wait_for("you: ")
        self.type("/hsitory\r")
        self.wait_for("did you mean /history?")
        self.wait_for("you: ")
        self.type("/person\r")
        self.wait_for("belongs to a person")
        self.wait_for("you: ")
        self.type("half a line\x03")
        self.type("/quit\r")
        self.assertEqual(self.leave(), 0)
        self.assertIn("Where is the bakery?", self.good("transcript", "bakery", "tom").out)

    def test_control_c_and_control_d_on_an_empty_line_leave(self):
        self.bakery()
        for key in "\x03\x04":
            self.open_chat("bakery")
            self.wait_for("you: ")
            self.type(key)
            self.assertEqual(self.leave(), 0)

    def test_control_c_stops_an_answer_and_a_second_one_leaves(self):
        self.write("engine.json", '{"data": "slow.db", "models": {"slow": {"provider": "scripted"}},'
                   ' "world": {"clock": "system", "provider": ['
                   '{"steps": [{"text": "It begins right here. "}, {"text": "And then "}, {"hang": true}]},'
                   '{"steps": [{"text": "Again it begins here. "}, {"text": "And "}, {"hang": true}]}]}}')
        self.write("a.json", '{"name": "A", "models": {"route": ["slow"]}}')
        self.good("--config", "engine.json", "tenant", "put", "a.json")
        self.open_chat("a", "--config", "engine.json", "--session", "s")
        self.wait_for("you: ")
        self.type("tell me\r")
        self.wait_for("It begins right here.")
        self.type("\x03")
        self.wait_for("you: ")
        self.type("once more\r")
        self.wait_for("Again it begins here.")
        self.type("\x03")
        self.wait_for("you: ")
        self.type("\x03")
        self.assertEqual(self.leave(), 0)
        said = self.good("--data", "slow.db", "--json", "transcript", "a", "s").lines()
        self.assertEqual([x["reason"] for x in said if x["who"] == "bot"][-2:], ["cancelled", "cancelled"])


if __name__ == "__main__":
    main()
