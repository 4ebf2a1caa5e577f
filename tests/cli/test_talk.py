"""ask, chat without a terminal, and what can be read afterwards."""
import os
import signal
import subprocess
import unittest

from command import PARLEY, SHOP, SOURCE, CommandTest, main


class Talk(CommandTest):
    def setUp(self):
        super().setUp()
        self.bakery()

    def test_ask(self):
        events = self.good("--json", "ask", "bakery", "When do you bake rye bread?").lines()
        self.assertEqual(events[0]["kind"], "accepted")
        self.assertEqual(events[-1]["kind"], "end")
        self.assertEqual(events[-1]["answered_by"], "responder")
        text = "".join(e["text"] for e in events if e["kind"] == "text")
        source = next(e for e in events if e["kind"] == "sources")["sources"][0]
        self.assertIn(source["quote"].strip("“”"), text)
        self.assertEqual(source["document"], "bread.md")

    def test_verbose_says_who_and_why(self):
        out = self.good("ask", "bakery", "When do you bake rye bread?", "-v", "--session", "s1").out
        for part in ("bread.md", "answered by the built-in responder", "session s1"):
            self.assertIn(part, out)
        out = self.good("ask", "bakery", "I want to talk to a person", "-v").out
        self.assertIn("intent talk_to_person", out)

    def test_what_nothing_answers(self):
        events = self.good("--json", "ask", "bakery", "What is the boiling point of tungsten?").lines()
        self.assertFalse([e for e in events if e["kind"] == "sources"])

    def test_sessions_transcript_explain(self):
        self.good("ask", "bakery", "When do you bake rye bread?", "--session", "anna", "--customer", "c1")
        self.good("ask", "bakery", "Where is the bakery?", "--session", "anna")
        self.good("ask", "bakery", "Hello", "--session", "ben")
        found = {s["id"]: s for s in self.good("--json", "sessions", "bakery").lines()}
        self.assertEqual(found["anna"]["turns"], 2)
        self.assertEqual(set(found), {"anna", "ben"})
        self.assertIn("anna", self.good("sessions", "bakery").out)
        said = self.good("--json", "transcript", "bakery", "anna").lines()
        self.assertEqual([s["who"] for s in said], ["customer", "bot", "customer", "bot"])
        self.assertIn("customer: Where is the bakery?", self.good("transcript", "bakery", "anna").out)
        view = self.good("--json", "explain", "bakery", "anna", "1").json()
        self.assertEqual([s["name"] for s in view["stages"]],
                         "admit understand decide retrieve remember assemble generate gate commit".split())
        self.assertEqual(view["passages"][0]["document"], "bread.md")
        text = self.good("explain", "bakery", "anna", "1").out
        for part in ("Stages", "Decided", "Passages", "cache boundary", "Verdicts", "When do you bake"):
            self.assertIn(part, text)
        self.assertEqual(self.good("--json", "explain", "bakery", "anna", view["turn"]).json()["turn_number"], 1)
        self.bad(2, "explain", "bakery", "anna", "99")

    def test_reading_makes_no_session(self):
        self.good("ask", "bakery", "Hello", "--session", "anna")
        self.assertIn("did you mean anna?", self.bad(2, "transcript", "bakery", "ana").err)
        self.bad(2, "explain", "bakery", "nobody", "1")
        self.assertEqual(len(self.good("--json", "sessions", "bakery").lines()), 1)

    def test_understand(self):
        told = self.good("--json", "understand", "bakery", "let me talk to a person").json()
        self.assertEqual(told["intents"][0]["name"], "talk_to_person")
        self.assertIn("talk_to_person", self.good("understand", "bakery", "talk to a person", "--explain").out)
        lines = self.good("understand", "bakery", stdin="talk to a person\nbread\n").lines()
        self.assertEqual([len(line["intents"]) for line in lines], [1, 0])

    def test_chat_in_a_pipe(self):
        out = self.good("chat", "bakery", "-v", "--session", "pipe",
                        stdin="When do you bake rye bread?\n\n/sources\n/nonsense\n/history\n").out
        self.assertIn("Tuesday and Friday", out)
        self.assertIn("answered by the built-in responder", out)
        self.assertIn("There is no /nonsense", out)
        self.assertIn("customer: When do you bake rye bread?", out)

    def test_a_killed_chat_loses_nothing(self):
        child = subprocess.Popen([PARLEY, "chat", "bakery", "--session", "k"], cwd=self.folder,
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        child.stdin.write(b"When do you bake rye bread?\n/history\n")
        child.stdin.flush()
        seen = b""
        while b"customer: When" not in seen:
            seen += os.read(child.stdout.fileno(), 4096)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdin.close()
        child.stdout.close()
        self.assertIn("Tuesday and Friday", self.good("transcript", "bakery", "k").out)


class Demo(CommandTest):
    def test_the_script(self):
        out = self.good("demo", "--script").out
        for part in ("within 30 days", "(returns.md", "could not find an answer", "belongs to a person",
                     "[killed]", "interrupted", "And it goes on", "run in a terminal"):
            self.assertIn(part, out)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_the_demo_in_a_pipe(self):
        out = self.good("demo", stdin="How long do I have to return shoes that don't fit?\n").out
        self.assertIn("within 30 days", out)


class RunAndBench(CommandTest):
    def test_run(self):
        answer = self.run_parley("run", SOURCE / "tests/scenarios/greeting.turns")
        if answer.code == 3:
            self.skipTest("built without tests")
        self.assertRegex(answer.out.splitlines()[-1], r"^\d+ passed, 0 failed$")
        self.write("red.turns", "case never\n> hello\n< end error\n")
        self.assertEqual(self.run_parley("run", "red.turns").code, 1)
        told = self.run_parley("--json", "run", "red.turns").json()
        self.assertEqual((told["passed"], told["failed"]), (0, 1))

    def test_bench(self):
        if self.run_parley("bench", "startup", "--chunks", "50", "--runs", "1").code == 3:
            self.skipTest("built without tests")
        for words, metrics in (
            (["startup", "--chunks", "50", "--runs", "1"], ["open_ms", "first_answer_ms"]),
            (["memory-use", "--sessions", "5"],
             ["rss_bytes", "bytes_per_idle_session", "bytes_per_active_session", "threads"]),
            (["turn", "--tenant", SHOP / "tenant.json", "--turns", "20", "--store", "file", "--out", "turns.jsonl"],
             ["cpu_us", "wall_us", "stages", "commit_over_bare", "disk_bytes_per_turn", "raw_bytes_per_turn"]),
        ):
            told = self.good("--json", "bench", *words).json()
            self.assertEqual(list(told), ["bench", "version", "machine", "params", "metrics", "notes"])
            for metric in metrics:
                self.assertIn(metric, told["metrics"])
                self.assertTrue(told["metrics"][metric] or metric.startswith("bytes_per"), metric)
        self.assertEqual(len((self.folder / "turns.jsonl").read_text().splitlines()), 20)

    def test_bench_report(self):
        if self.run_parley("bench", "startup", "--chunks", "20", "--runs", "1").code == 3:
            self.skipTest("built without tests")
        answer = self.good("bench", "turn", "--tenant", SHOP / "tenant.json", "--turns", "20", "--store", "memory",
                           "--report", "pages")
        self.assertIn("report: pages/turn.html", answer.out)
        page = (self.folder / "pages/turn.html").read_text()
        self.assertEqual(page.count("<svg"), 3)
        self.assertIn("cpu_us.p50", page)
        self.bad(2, "bench", "startup", "--report", "pages")

    def test_bench_for_people(self):
        answer = self.run_parley("bench", "startup", "--chunks", "20", "--runs", "1")
        if answer.code == 3:
            self.skipTest("built without tests")
        self.assertIn("open_ms", answer.out)

    def test_bench_usage(self):
        if self.run_parley("bench").code == 3:
            self.skipTest("built without tests")
        self.assertIn("one of:", self.bad(2, "bench").err)
        self.assertIn("did you mean turn?", self.bad(2, "bench", "trun").err)
        self.bad(2, "bench", "turn", "--store", "cloud")
        self.bad(2, "bench", "startup", "--runs", "0")


if __name__ == "__main__":
    main()
