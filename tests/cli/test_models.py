"""A model over the network, as somebody at the terminal has it: an engine document, a key in the environment."""
import json
import pathlib
import subprocess

from command import PARLEY, CommandTest, main

KEY = "sk-test-canary-4711"


class Models(CommandTest):
    def setUp(self):
        super().setUp()
        program = pathlib.Path(PARLEY).with_name("provider_peer")
        if not program.exists():
            self.skipTest("built without tests")
        self.peer = subprocess.Popen([program, "--text", "On Tuesday and on Friday, in the morning."],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end_peer)
        url = f"http://127.0.0.1:{self.peer.stdout.readline().strip()}/v1"
        self.write("engine.json", json.dumps({"models": {"main": {
            "provider": "openai", "url": url, "model": "m", "key": "main-key"}}}))
        self.write("bakery.json", json.dumps({"name": "Bakery", "models": {"route": ["main"]}}))
        self.good("--config", "engine.json", "tenant", "put", "bakery.json", "--id", "bakery")

    def end_peer(self):
        self.peer.stdin.close()
        self.peer.wait()
        self.peer.stdout.close()

    def ask(self, **environment):
        return self.run_parley("--config", "engine.json", "--json", "ask", "bakery", "When do you bake rye bread?",
                               env=environment)

    def test_the_model_answers(self):
        told = self.ask(PARLEY_SECRET_MAIN_KEY=KEY)
        events = told.lines()
        self.assertEqual(events[-1]["answered_by"], "model:main")
        self.assertEqual("".join(e["text"] for e in events if e["kind"] == "text"),
                         "On Tuesday and on Friday, in the morning.")
        self.assertNotIn(KEY, told.out + told.err)
        for file in self.folder.iterdir():
            if file.is_file():
                self.assertNotIn(KEY.encode(), file.read_bytes(), file)

    def test_without_its_key(self):
        events = self.ask().lines()
        self.assertEqual(events[-1]["answered_by"], "responder")
        warning = next(e for e in events if e["kind"] == "warning")
        self.assertIn("main-key", warning["message"])

    def test_a_key_that_is_no_key(self):
        told = self.ask(PARLEY_SECRET_MAIN_KEY="line\nbreak")
        self.assertEqual(told.code, 2)
        self.assertIn("control character", told.err)


if __name__ == "__main__":
    main()
