"""Tenants, knowledge and `new`."""
import json
import unittest

from command import SHOP, CommandTest, main


class Tenants(CommandTest):
    def test_put_get_list_rollback_delete(self):
        self.write("a.json", '{"name": "One"}')
        self.assertEqual(self.good("--json", "tenant", "put", "a.json").json()["version"], 1)
        self.write("a.json", '{"name": "Two"}')
        self.assertTrue(self.good("--json", "tenant", "put", "a.json").json()["changed"])
        self.assertFalse(self.good("--json", "tenant", "put", "a.json").json()["changed"])
        self.assertEqual(self.good("tenant", "get", "a").out.count("Two"), 1)
        self.assertEqual(json.loads(self.good("tenant", "get", "a", "--version", "1").out)["name"], "One")
        self.good("tenant", "put", "a.json", "--id", "b")
        self.assertEqual([t["id"] for t in self.good("--json", "tenant", "list").lines()], ["a", "b"])
        self.assertIn("Two", self.good("tenant", "list").out)
        self.assertIn("version 3", self.good("tenant", "rollback", "a", "1").out)
        self.assertEqual(json.loads(self.good("tenant", "get", "a").out)["name"], "One")
        self.good("tenant", "delete", "b")
        self.assertEqual(len(self.good("--json", "tenant", "list").lines()), 1)

    def test_check_keeps_nothing_and_tells_all_faults(self):
        self.write("bad.json", '{\n  "name": 7,\n  "intents": [\n    {"nam": "x"}\n  ],\n  "colour": "red"\n}')
        error = self.bad(1, "tenant", "check", "bad.json").err
        for place in ("bad.json:2:3 /name", "bad.json:4:", "bad.json:6:3 /colour"):
            self.assertIn(place, error)
        told = self.run_parley("--json", "tenant", "check", "bad.json")
        self.assertEqual(told.code, 1)
        self.assertFalse(told.json()["ok"])
        self.assertGreaterEqual(len(told.json()["errors"]), 3)
        self.good("tenant", "check", SHOP / "tenant.json")
        self.assertEqual([p.name for p in self.folder.iterdir()], ["bad.json"])
        self.bad(2, "tenant", "put", "bad.json")

    def test_an_unknown_tenant_gets_the_nearest(self):
        self.write("bakery.json", '{"name": "B"}')
        self.good("tenant", "put", "bakery.json")
        self.assertIn("did you mean bakery?", self.bad(2, "tenant", "get", "bakry").err)
        self.assertIn("tenant list", self.bad(2, "chat", "entirely-else").err)

    def test_no_json_is_told_by_line(self):
        self.write("a.json", '{"name": "A",\n "locale" "en"}')
        self.assertIn("line 2", self.bad(2, "tenant", "put", "a.json").err)
        self.assertIn("nothing.json", self.bad(2, "tenant", "put", "nothing.json").err)


class Knowledge(CommandTest):
    def test_new_makes_a_working_tenant(self):
        made = self.bakery()
        self.assertIn("Do you sell yeast?", made.out)
        self.assertNotIn("When do you bake rye bread? (", made.out)
        document = json.loads((self.folder / "bakery.json").read_text())
        self.assertEqual(document["name"], "Bakery")
        self.good("tenant", "check", "bakery.json")
        answer = self.good("ask", "bakery", "When do you bake rye bread?").out
        self.assertIn("We bake rye bread on Tuesday and Friday", answer)

    def test_new_replaces_nothing(self):
        self.bakery()
        self.bad(2, "new", "Bakery", "--from", "docs")
        (self.folder / "bakery.json").unlink()
        self.bad(2, "new", "Bakery", "--from", "docs")
        self.good("new", "Bakery", "--from", "docs", "--force")

    def test_new_without_documents_and_in_another_language(self):
        self.good("new", "Leer")
        self.write("texte/brot.md", "# Brot\n\nWir backen das Brot am Dienstag und am Freitag. "
                                    "Es ist nicht teuer, und wir haben auch Kuchen für die Kinder.\n")
        told = self.good("--json", "new", "Bäckerei Süd", "--from", "texte").json()
        self.assertEqual(told["tenant"], "backerei-sud")
        self.assertEqual(told["locale"], "de")
        self.bad(2, "new", "x", "--from", "nowhere")
        self.write("empty/picture.png", "")
        self.bad(2, "new", "x", "--from", "empty")

    def test_new_tells_as_json(self):
        self.write("docs/a.md", "# A\n\n## Is this answered?\n\nYes, this is answered here in full.\n\n"
                                "## Where do the wild geese fly?\n")
        told = self.good("--json", "new", "x", "--from", "docs").json()
        self.assertEqual(told["questions"]["found"], 2)
        self.assertEqual([q["question"] for q in told["questions"]["unanswered"]],
                         ["Where do the wild geese fly?"])

    def test_ingest_search_kb(self):
        self.bakery()
        hits = self.good("--json", "search", "bakery", "lighthouse").json()["hits"]
        self.assertEqual(hits[0]["document"], "visit.html")
        self.assertIn("Harbour Street", self.good("search", "bakery", "lighthouse", "--k", "1").out)
        self.write("more/rolls.md", "# Rolls\n\nPoppy seed rolls cost forty pence.\n")
        self.assertEqual(self.good("--json", "ingest", "bakery", "more").json()["version"], 2)
        self.assertEqual(self.good("--json", "ingest", "bakery", "more").json()["version"], 2)
        names = [d["name"] for d in self.good("--json", "kb", "list", "bakery").lines()]
        self.assertEqual(names, ["bread.md", "cakes.txt", "rolls.md", "visit.html"])
        self.assertEqual(self.good("--json", "kb", "diff", "bakery", "1", "2").json()["added"], ["rolls.md"])
        self.assertIn("+ rolls.md", self.good("kb", "diff", "bakery", "1", "2").out)
        self.assertEqual(self.good("--json", "kb", "health", "bakery").json()["documents"], 4)
        self.good("kb", "rollback", "bakery", "1")
        self.assertEqual(len(self.good("--json", "kb", "list", "bakery").lines()), 3)
        self.assertEqual(len(self.good("--json", "kb", "versions", "bakery").lines()), 3)
        self.bad(2, "kb", "rollback", "bakery", "99")
        self.bad(2, "ingest", "bakery", "nowhere.md")
        self.write("picture.png", "x")
        self.assertIn("Markdown", self.bad(2, "ingest", "bakery", "picture.png").err)


if __name__ == "__main__":
    main()
