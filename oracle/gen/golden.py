#!/usr/bin/env python3
"""Write the golden verdicts: golden.py TARGET_FOLDER FIELD_CASES MUTANTS...

validate-fields.jsonl holds all field cases; validate-mutants.jsonl those mutants that add a new
kind of complaint, and 60 that are accepted. Only what the comparer reads is kept.
"""

import json
import pathlib
import re
import sys

LONGEST = 2500
ACCEPTED = 60
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
target = pathlib.Path(sys.argv[1])


def signature(line):
    """What a verdict says, without names and numbers."""
    kind, real = line["real"].get("kind") or "", line["real"]
    for error in real["errors"]:
        field = re.sub(r"\[[^\]]*[^\]0-9][^\]]*\]", "[K]", error["field"])
        detail = QUOTED.sub("Q", error.get("detail") or "")
        yield (kind, error["type"], re.sub(r"\d+", "#", field), re.sub(r"\d+", "#", detail)[:80])
    for words in real["strictErrors"]:
        yield (kind, words.split()[0])
    if real.get("decodeError"):
        words = re.sub(r"number \S+", "number", QUOTED.sub("Q", real["decodeError"]))
        yield (kind, "decode", re.sub(r"Go struct field \S+", "field", words))


def compact(line):
    real = line["real"]
    kept = {"skipped": real["skipped"]} if "skipped" in real else {"accepted": real["accepted"]}
    if real.get("decodeError"):
        kept["decodeError"] = real["decodeError"]
    kept["strictErrors"] = real["strictErrors"]
    kept["errors"] = [
        {key: error[key] for key in ("field", "type", "message")} for error in real["errors"]
    ]
    line = {"id": line["id"], "manifest": line["manifest"], "real": kept}
    return json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n"


def lines(path):
    with open(path, encoding="utf-8") as file:
        yield from map(json.loads, file)


seen = set()
with open(target / "validate-fields.jsonl", "w", encoding="utf-8") as out:
    for line in lines(sys.argv[2]):
        seen.update(signature(line))
        out.write(compact(line))
accepted = 0
with open(target / "validate-mutants.jsonl", "w", encoding="utf-8") as out:
    for path in sys.argv[3:]:
        for line in lines(path):
            new = set(signature(line)) - seen
            accepted += bool(line["real"]["accepted"])
            wanted = accepted <= ACCEPTED if line["real"]["accepted"] else bool(new)
            if wanted and len(json.dumps(line["manifest"])) <= LONGEST:
                seen |= new
                out.write(compact(line))
