"""Write the golden verdicts: golden.py TARGET_FOLDER FIELD_CASES MUTANTS...

validate-fields.jsonl holds all field cases; validate-mutants.jsonl those mutants that add a new
kind of complaint, and 60 that are accepted. Only what the comparer reads is kept.

golden.py TARGET_FOLDER --covered CASES writes validate-unreached.jsonl: of the cases of covered.py
those that add a kind of complaint to the other golden verdicts, and all that are accepted.

golden.py TARGET_FOLDER --definitions CASES writes random-definitions.jsonl: of the cases of definitions.py
those that add a kind of complaint to the others of its own.

golden.py TARGET_FOLDER --long CASES writes long-numbers.jsonl: of long_numbers.py all cases, with
names for the digits.
"""

import json
import pathlib
import re
import sys

LONGEST = 2500
SHORT = 1000
ACCEPTED = 60
DIGITS, NAMED = 5000, {"<nines>": "9", "<zeros>": "0"}
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
ALWAYS = (
    "covered/null/", "covered/bounds/", "covered/head/", "covered/hook/url-",
    "covered/defined/decoded-", "covered/defined/odd-", "covered/finalizers/", "covered/host-network/", "covered/in-template/", "covered/prefixed/", "covered/times/",
)  # fmt: skip
"""Cases that are kept though others have the same words: one step on they have none."""
target = pathlib.Path(sys.argv[1])


def signature(line):
    """What a verdict says, without names and numbers."""
    tree, real = line["manifest"], line["real"]
    kind = tree.get("kind") if isinstance(tree, dict) else ""
    for error in real["errors"]:
        field = re.sub(r"\[[^\]]*[^\]0-9][^\]]*\]", "[K]", error["field"])
        detail = QUOTED.sub("Q", error["message"].removeprefix(error["field"]))
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
    text = json.dumps(line, separators=(",", ":"), ensure_ascii=False)
    if len(text.splitlines()) > 1:  # a character that Python takes for the end of a line
        text = json.dumps(line, separators=(",", ":"))
    return text + "\n"


def lines(path):
    with open(path, encoding="utf-8") as file:
        yield from map(json.loads, file)


def covered(path):
    """Write the cases of covered.py that say something new."""
    seen = set()
    file = target / "validate-unreached.jsonl"
    for known in target.glob("validate-*.jsonl"):
        if known != file:
            for line in lines(known):
                seen.update(signature(line))
    with open(file, "w", encoding="utf-8") as out:
        for line in lines(path):
            new = set(signature(line)) - seen
            wanted = new or line["real"]["accepted"] or line["id"].startswith(ALWAYS)
            if wanted and len(json.dumps(line["manifest"])) <= SHORT:
                seen.update(signature(line))
                out.write(compact(line))


def definitions(path):
    seen: set[tuple[str, ...]] = set()
    with open(target / "random-definitions.jsonl", "w", encoding="utf-8") as out:
        for line in lines(path):
            new = set(signature(line)) - seen
            wanted = new or line["real"]["accepted"]
            if wanted and len(json.dumps(line["manifest"])) <= LONGEST:
                seen |= new
                out.write(compact(line))


def long_numbers(path):
    with open(target / "long-numbers.jsonl", "w", encoding="utf-8") as out:
        for line in lines(path):
            text = compact(line)
            for name, digit in NAMED.items():
                text = text.replace(digit * DIGITS, name)
            out.write(text)


def fields_and_mutants(fields, *mutants):
    seen = set()
    with open(target / "validate-fields.jsonl", "w", encoding="utf-8") as out:
        for line in lines(fields):
            seen.update(signature(line))
            out.write(compact(line))
    accepted = 0
    with open(target / "validate-mutants.jsonl", "w", encoding="utf-8") as out:
        for path in mutants:
            for line in lines(path):
                new = set(signature(line)) - seen
                accepted += bool(line["real"]["accepted"])
                wanted = accepted <= ACCEPTED if line["real"]["accepted"] else bool(new)
                if wanted and len(json.dumps(line["manifest"])) <= LONGEST:
                    seen |= new
                    out.write(compact(line))


if __name__ == "__main__":
    if sys.argv[2] == "--covered":
        covered(sys.argv[3])
    elif sys.argv[2] == "--definitions":
        definitions(sys.argv[3])
    elif sys.argv[2] == "--long":
        long_numbers(sys.argv[3])
    else:
        fields_and_mutants(*sys.argv[2:])
