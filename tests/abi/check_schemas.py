#!/usr/bin/env python3
"""Checks the published schemas without a schema library.

    check_schemas.py [ROOT]

Our own validator knows a subset of draft 2020-12, and editors show the descriptions to people: so
every keyword must be of that subset, every $ref must lead to a definition of the same file, and
every member must be described.
"""
import json
import pathlib
import re
import sys

NAMES = ("engine", "tenant", "session", "input", "append", "submit", "event", "query", "batch",
         "world")
ANNOTATIONS = {"$schema", "$id", "title", "description", "default", "examples", "format",
               "deprecated"}
VALUES = {"type", "enum", "const", "required", "minItems", "maxItems", "uniqueItems", "minLength",
          "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "minProperties",
          "maxProperties"}
ONE = {"additionalProperties", "propertyNames", "items", "not", "if", "then", "else"}
LIST = {"oneOf", "anyOf", "allOf", "prefixItems"}
MAP = {"properties", "patternProperties", "$defs"}


class Check:
    def __init__(self, name, doc):
        self.name, self.doc, self.faults = name, doc, []

    def fault(self, where, text):
        self.faults.append(f"{self.name}.json{where}: {text}")

    def reference(self, where, ref):
        match = re.fullmatch(r"#/\$defs/([A-Za-z0-9_]+)", ref)
        if not match or match.group(1) not in self.doc.get("$defs", {}):
            self.fault(where, f"$ref {ref} leads nowhere; expected #/$defs/NAME of this file")

    def pattern(self, where, text):
        if not (text.startswith("^") and text.endswith("$")):
            self.fault(where, f"pattern {text} must be anchored at both ends")
        if "(?" in text or "\\" in text:
            self.fault(where, f"pattern {text} uses more than classes, groups and quantifiers")

    def walk(self, node, where, condition):
        """condition: inside if/then/else/oneOf and the like, where members repeat others."""
        if isinstance(node, bool):
            return
        for key, value in node.items():
            here = f"{where}/{key}"
            if key == "$ref":
                self.reference(here, value)
            elif key in ONE:
                self.walk(value, here, condition or key in ("not", "if", "then", "else"))
            elif key in LIST:
                for index, item in enumerate(value):
                    self.walk(item, f"{here}/{index}", True)
            elif key in MAP:
                for member, item in value.items():
                    if not condition and not (isinstance(item, dict) and item.get("description")):
                        self.fault(f"{here}/{member}", "has no description")
                    self.walk(item, f"{here}/{member}", condition)
            elif key not in ANNOTATIONS and key not in VALUES:
                self.fault(here, "keyword is not of our subset")
            if key == "pattern":
                self.pattern(here, value)


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__)
    root = root if root.is_dir() else root.resolve().parents[2]
    found = sorted(path.stem for path in (root / "schemas").glob("*.json"))
    faults = [f"schemas/: found {found}"] if found != sorted(NAMES) else []
    for name in found:
        check = Check(name, json.loads((root / "schemas" / f"{name}.json").read_text("utf-8")))
        check.walk(check.doc, "", False)
        if check.doc.get("$schema") != "https://json-schema.org/draft/2020-12/schema":
            check.fault("/$schema", "expected draft 2020-12")
        faults += check.faults
    print("\n".join(faults) or f"{len(found)} schemas in order")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
