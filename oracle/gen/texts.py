"""Print texts for `bin/text`: texts.py table | manifests FOLDER | mutants FOLDER SEED N | patterns SEED N.

The table holds what readers of YAML are known to differ on, all of our own making; the patterns are
for `bin/text regexp`. The others need multiaz_lint itself: PYTHONPATH=.. python3 gen/texts.py …
"""

import json
import sys
from itertools import islice
from random import Random
from typing import Any

SCALARS = """
y Y yes Yes YES yEs n N no No NO true True TRUE tRue false False FALSE on On ON oN off Off OFF
~ null Null NULL nULL Nil . .. ... - -- + ? : ! @ ` % ^ $ = < <= << > | & * , / \\
0 00 01 07 08 09 010 0777 0o17 0O17 0o8 0x1F 0X1f 0x 0xg 0b101 0B1 0b2 0b -0b11 -0x10 -0o7 +0x1 -010
1 +1 -1 ++1 1_000 1__0 _1 1_ 0_7 0x_1F 0b_1 -_1 1_000.5 1_0e1_0 1:30 1:30:45 190:20:30 -1:30 60:00
1. 1.0 .5 +.5 -.5 5. 1.5 1.50 01.5 1.5.5 1e3 1E3 1e+3 1e-3 1e 1e+ e3 .e3 .5e1 5.e1 1e21 1e20 1.5e300
1e400 -1e400 1e-400 123456789012345678 9223372036854775807 9223372036854775808 -9223372036854775808
-9223372036854775809 18446744073709551615 18446744073709551616 +18446744073709551615 +9223372036854775808
0x7fffffffffffffff 0xffffffffffffffff 0x10000000000000000 0777777777777777777777 01777777777777777777777
100000000000000000000000 1234567890123456789012345678901234567890 0.1 0.10 3.0 -0 -0.0 +0 0.0 -.0 0e0
.inf .Inf .INF +.inf -.inf -.Inf .iNf inf Inf Infinity .nan .NaN .NAN .nAn nan NaN 1e1000000000
2001-01-01 2001-1-1 2001-01-01T00:00:00Z 2001-12-14t21:59:43.10-05:00 12:30 1Gi 100m 50% 1.2.3 v1 0.0.0.0
a: a:b :a a# a#b #a -a - ?a ?x !a *a &a @a `a %a a,b [a] {a} "a" 'a' '' "" a'b a"b \\n 1\u00a0 \u00e9 １ ٣
._1 .1_ .1_000 .1__0 .1_0e1_0 .1_e1 .1e_1 .1e1_ 6.02e23 1.7976931348623157e308 1.7976931348623159e308 4.9e-324 2e-324 0.1e1 1e00 1e05 1e0000000000000000003
100000000000000000000 1000000000000000000000 123456.789e3 5e-7 0.00001 0.000001 1e-7 12e-1 16777217.0
""".split()

TAGGED = [
    "!!str 1", "!!str true", "!!str", "!!str ''", "!!int 1", "!!int '1'", "!!int a", "!!int 1.0",
    "!!int 1.5", "!!int 0x10", "!!int 010", '!!int "010"', "!!float 1", "!!float 1.5", "!!float a",
    "!!float '1'", "!!float .inf", "!!bool true", "!!bool yes", "!!bool 'yes'", "!!bool 1",
    "!!bool a", "!!null ''", "!!null null", "!!null a", "!!null", "!!binary aGk=", "!!binary 'aGk='",
    "!!binary aGk", "!!binary '****'", "!!binary gIGC", '!!binary "aG\\n  k="', "!!binary |\n  aGk=\n  aGk=",
    "!!binary", "!!binary aG k=", "!!binary 12==", "!!timestamp 2001-01-01", "!!timestamp a",
    "!!map {a: 1}", "!!seq [1]", "!!set {a, b}", "!!omap [a: 1]", "!!map [1]", "!!seq {a: 1}",
    "!!str {a: 1}", "!local 1", "!local {a: 1}", "! 1", "! a", "!<tag:yaml.org,2002:str> 1",
    "!<tag:yaml.org,2002:int> 1", "!a!b 1", "!!int yes", "!!float 0x10", "!!bool 'true'", "!!null ~",
    "!!python/object:os.system a", "!!merge <<", "!!value =", "!!unknown 1", "!!float 1e400",
    "!!str null", "!!int ''", "!!bool ''", "!!float ''", "!!int 1_000", "!!int 1e3", "!!float 010",
]  # fmt: skip

TEXTS = [
    "",
    "\n",
    " ",
    "\t",
    "#",
    "# a\n",
    "---\n",
    "--- \n",
    "---",
    "...",
    "...\n",
    "---\n...\n",
    "--- # a\n",
    "~",
    "null\n",
    "a",
    "1",
    "[]",
    "{}",
    "''",
    "\ufeffa: 1\n",
    "\ufeff",
    "\ufeff# a\na: 1\n",
    "a: \ufeffb\n",
    "a: 1\n\ufeffb: 2\n",
    "a: 1\r\nb: 2\r\n",
    "a: 1\rb: 2\r",
    "a: |\r\n  b\r\n  c\r\n",
    "a: >\r\n  b\r\n  c\r\n",
    "a: 'b\r\n  c'\r\n",
    "a: b\r\n  c\r\n",
    "a: |\r  b\r",
    "a: 1\n\rb: 2\n",
    "a: b\x85c: d\n",
    "a: |\n  b\x85  c\n",
    "a: 'b\x85c'\n",
    'a: "b\x85 c"\n',
    "a: b\u2028c\n",
    "a: |\n  b\u2028  c\n",
    "a: 'b\u2028 c'\n",
    'a: "b\u2029c"\n',
    "a: b\u2029\n",
    "# a\u2028b: 1\n",
    "# a\x85b: 1\n",
    "a: b # c\u2028d: e\n",
    "a:\tb\n",
    "a: b\t\n",
    "a: b\tc\n",
    "\ta: b\n",
    "a:\n\tb: c\n",
    "a:\n  b: c\n\td: e\n",
    "a: |\n\tb\n",
    "a: |\n  \tb\n",
    "a:\n  - b\n\t- c\n",
    "- a\n-\tb\n",
    "-\ta: b\n",
    "a: [\tb,\tc]\n",
    "{\ta: b}\n",
    "a: b\t# c\n",
    "a: 'b\n\tc'\n",
    "a: b\n\tc\n",
    "a: >\n  b\n  \tc\n",
    "a: \t|\n  b\n",
    "a: |\t\n  b\n",
    "? a\n:\tb\n",
    "a:\t\n  b: c\n",
    "a: 1\na: 2\n",
    "a: 1\nb: 2\na: 3\n",
    "{a: 1, a: 2}\n",
    "a: {b: 1, b: 2}\n",
    "1: a\n1.0: b\n",
    "1: a\n'1': b\n",
    "true: a\nyes: b\n",
    "'true': a\ntrue: b\n",
    "~: a\n",
    ": a\n",
    "? \n: a\n",
    "null: a\n",
    "'': a\n",
    "1.5: a\n",
    "1e3: a\n",
    ".5: a\n",
    "-0.0: a\n",
    "1.10: a\n",
    "0x10: a\n",
    "010: a\n",
    "on: a\n",
    "y: a\n",
    "n: a\n",
    "123456789: a\n",
    "1234567890.5: a\n",
    "0.1: a\n",
    "1e21: a\n",
    "1e-7: a\n",
    "3.14159265358979: a\n",
    "9223372036854775807: a\n",
    "9223372036854775808: a\n",
    "18446744073709551615: a\n",
    "18446744073709551616: a\n",
    "-9223372036854775808: a\n",
    ".inf: a\n",
    "-.inf: a\n",
    ".nan: a\n",
    "2001-01-01: a\n",
    "!!str 1: a\n",
    "!!binary aGk=: a\n",
    "!!int '1': a\n",
    "!!null '': a\n",
    "!!bool yes: a\n",
    "!!float 1: a\n",
    "[a]: b\n",
    "{a: b}: c\n",
    "? [a]\n: b\n",
    "? {a: b}\n: c\n",
    "? |\n  a\n: b\n",
    "? a\n",
    "? a\n? b\n",
    "a: &x 1\nb: *x\n",
    "a: &x {b: 1}\nc: *x\n",
    "&x a: 1\n*x : 2\n",
    "a: *x\n",
    "a: &x [*x]\n",
    "a: &x\nb: *x\n",
    "a: &x 1\nb: &x 2\nc: *x\n",
    "&x a: b\nc: *x\n",
    "a: &x '1'\n*x : 2\n",
    "a: &a [1]\nb: [*a, *a]\n",
    "a: &x {b: 1}\nc: {<<: *x}\n",
    "a: &x {b: 1}\nc: {<<: *x, b: 2}\n",
    "a: &x {b: 1}\nc: {b: 2, <<: *x}\n",
    "a: &x {b: 1}\nd: &y {b: 2, e: 3}\nc: {<<: [*x, *y]}\n",
    "a: &x {b: 1}\nd: &y {b: 2}\nc: {<<: [*y, *x], b: 9}\n",
    "<<: {a: 1}\nb: 2\n",
    "<<: [{a: 1}, {a: 2, c: 3}]\n",
    "<<: 1\n",
    "<<: a\n",
    "<<: [1]\n",
    "<<: []\n",
    "<<:\n",
    "<<: {}\n",
    "'<<': {a: 1}\n",
    '"<<": 1\n',
    "!!str <<: {a: 1}\n",
    "!!merge <<: {a: 1}\n",
    "a: <<\n",
    "[<<]\n",
    "- <<\n",
    "<<: {a: 1}\n<<: {b: 2}\n",
    "<<: {a: {b: 1}}\na: {c: 2}\n",
    "a: {b: 1, <<: {b: 2}}\n",
    "<<: &x {a: 1}\nb: *x\n",
    "a: &x {<<: {b: 1}, c: 2}\nd: {<<: *x}\n",
    "<<: [[{a: 1}]]\n",
    "<<: ~\na: 1\n",
    "a: 1\n<<: {a: 2}\n",
    "a: &x {b: 1, b: 2}\nc: {<<: *x}\n",
    "a: &x {b: 1}\nc: {!!merge <<: *x}\n",
    "a: &x [{b: 1}]\nc: {<<: *x}\n",
    "a: &x [{b: 1}]\nc: {!!merge <<: *x, d: 2}\n",
    "&x 1: a\nb: *x\n",
    "&x 1.0: a\nb: *x\n",
    "a: &x b\n<<: {*x : c}\n",
    "a: &x\n<<: *x\n",
    "a: &x 1\n<<: *x\n",
    "c: &x {b: 1}\n<<: *x\n*x : d\n",
    "a: &x b\n<<: {c: d}\n*x : e\n",
    "<<: {1: a}\n1: b\n",
    "<<: {true: a}\n",
    "a: 'b",
    'a: "b',
    "a: [",
    "a: {",
    "a: ]",
    "a: }",
    "a: b: c\n",
    "a: b\n c: d\n",
    "a:\n b\nc\n",
    "- a\nb: c\n",
    "a: 1\n- b\n",
    "a: @b\n",
    "a: `b\n",
    "a: %b\n",
    "%a\n",
    "%YAML 1.1\n---\na: 1\n",
    "%YAML 1.2\n---\na: 1\n",
    "%TAG ! tag:a,2000:\n---\n!b c\n",
    "%FOO bar\n---\na: 1\n",
    "%YAML 2.0\n---\na: 1\n",
    "a: !x!y z\n",
    "a: |x\n",
    "a: |0\n b\n",
    "a: |1\n b\n",
    "a: |9\n         b\n",
    "a: |-\n  b\n\n",
    "a: |+\n  b\n\n",
    "a: |2-\n    b\n",
    "a: |-2\n    b\n",
    "a: >+\n b\n\n c\n",
    "a: >\n\n  b\n\n\n  c\n   d\n  e\n",
    "a: |\n\n  b\n",
    "a: |\n   \n  b\n",
    "a: |\n    \n  b\n",
    "a: |\nb: c\n",
    "a: |",
    "a: >",
    "a: |\n",
    "a: |\n # b\n c\n",
    "a: |\n  b\n # c\n",
    "a: |\n  b\n# c\n  d\n",
    "- |\n a\n- >\n b\n",
    "a: |  # b\n  c\n",
    "a: |#b\n  c\n",
    "a: >-\n  b\n  c\n",
    "a: >2\n    b\n   c\n",
    'a: "b\\\n  c"\n',
    'a: "b\\qc"\n',
    'a: "\\x41\\u0041\\U00000041\\e\\0\\_\\N\\L\\P\\a\\v\\/"\n',
    'a: "\\ud83d\\ude00"\n',
    'a: "b\\/c"\n',
    'a: "b\\\\/c"\n',
    'a: "b\\\\\\/c"\n',
    "a: 'b\\/c'\n",
    "a: b\\/c\n",
    '"a\\/b": c\n',
    'a: "\\ud800"\n',
    'a: "\\U00110000"\n',
    'a: "\\xg1"\n',
    'a: "\\x4"\n',
    "a: 'it''s'\n",
    "a: 'b'c\n",
    'a: "b"c\n',
    "a: [b, c,]\n",
    "a: [,]\n",
    "a: [b,,c]\n",
    "a: {b, c}\n",
    "a: {b: }\n",
    "a: {b: c,}\n",
    "a: {,}\n",
    "a: [b: c]\n",
    "a: [? b]\n",
    "a: [? b : c]\n",
    "a: {? b}\n",
    "a: {? b : c}\n",
    "a: {'b':c}\n",
    'a: {"b":1}\n',
    "a: {b:c}\n",
    "a: {b:1}\n",
    "a: [b:c]\n",
    "[a]: b\n",
    "a: [b\n, c]\n",
    "a: [b\nc]\n",
    "a:\n  [b,\n c]\n",
    "a: [\n]\n",
    "a: {\n}\n",
    "{a: b\n}\n",
    "{a: [b, {c: d}]}\n",
    "[a, [b, [c]]]\n",
    "a: {b: c} d\n",
    "a: [b] c\n",
    "a: 'b' c\n",
    "a: b #c\n",
    "a: b# c\n",
    "a: #b\n",
    "a:#b\n",
    "a:b\n",
    "a : b\n",
    "a  :  b\n",
    "'a' : b\n",
    '"a":b\n',
    "'a':b\n",
    "a:\n- b\n- c\n",
    "a:\n  - b\n  - c\n",
    "a:\n - b\n  - c\n",
    "- - a\n  - b\n- c\n",
    "-\n  a\n-\n",
    "- a: b\n  c: d\n",
    "-a: b\n",
    "-\n- a\n",
    "a: - b\n",
    "? a\n: - b\n",
    "a:\n  ? b\n  : c\n",
    "a: !!str\nb: 1\n",
    "a: &x\n",
    "a: &x b\n",
    "a: & b\n",
    "a: * b\n",
    "a: &x &y b\n",
    "a: !x !y b\n",
    "a: &x !!str 1\n",
    "a: !!str &x 1\n",
    "!!map\na: 1\n",
    "&x\na: 1\n",
    "--- a\n",
    "--- {a: 1}\n",
    "--- |\n  a\n",
    "---a\n",
    "a: 1\n---\nb: 2\n",
    "a: 1\n...\nb: 2\n",
    "a: 1\n... \nb: 2\n",
    "a: ---\n",
    "a: ...\n",
    "a: b\n --- c\n",
    "a: 'b\n--- c'\n",
    "a: |\n  b\n---\nc: d\n",
    "a: |\n---\n",
    "'a\n...\nb'\n",
    "a: b\0c\n",
    "a: \x01\n",
    "a: \x07\n",
    "a: \x1b\n",
    "a: \x7f\n",
    "a: \x80\n",
    "a: \x9f\n",
    "a: \ufffe\n",
    "a: \uffff\n",
    "a: \U0001f600\n",
    "a: \ue000\n",
    "\U0001f600: a\n",
    "a: \u00a0b\n",
    "a:\u00a0b\n",
    "\u00a0a: b\n",
    "a: b\u00a0# c\n",
    "# \x07\n",
    "a: '\x07'\n",
    "a: \u200b\n",
    "a: b\n  c\n  d\n",
    "a: b\n\n  c\n",
    "a: b\n  # c\n  d\n",
    "a:\n  b\n  c\n",
    "a: b\n  c: d\n",
    "a: b\n  - c\n",
    "- a\n  b\n",
    "- a\n b\n",
    "a\nb\n",
    "a\n\nb\n",
    "k" * 1024 + ": v\n",
    "k" * 1025 + ": v\n",
    "{" + "k" * 1100 + ": v}\n",
    '"' + "k" * 1100 + '": v\n',
    "? " + "k" * 1100 + "\n: v\n",
    "{" + '"' + "k" * 1100 + '"' + ":v}\n",
    "[" * 50 + "]" * 50 + "\n",
    "{a: " * 50 + "1" + "}" * 50 + "\n",
    "- " * 50 + "a\n",
    '{"apiVersion": "v1", "a": [1, 2.0, null, true], "b": {"c": "d"}}',
    '{\n\t"a": 1,\n\t"b": [\n\t\t2\n\t]\n}\n',
    '{"a":1}{"b":2}\n',
    '{"a": "b\\/c"}\n',
    '{"a": 1.0, "b": 1e3, "c": 1E400, "d": -0, "e": -0.0, "f": 10000000000000000000000}\n',
    '{"a": nan}\n',
    '{"a": "b\x85c"}\n',
    "!a(b, \nc: d\n",
    "[]a: b\n",
    "{} a\n",
    '{"a": +1}\n',
    "{'a': 1}\n",
]


def table():
    for number, word in enumerate(SCALARS):
        yield f"value {number}", f"a: {word}\n"
        yield f"key {number}", f"{word}: a\n"
        yield f"flow {number}", f"[{word}]\n"
        yield f"flow key {number}", f"{{{word}: a}}\n"
        yield f"item {number}", f"- {word}\n"
    for number, text in enumerate(TAGGED):
        yield f"tag {number}", f"a: {text}\n"
        yield f"tagged item {number}", f"- {text}\n"
    for number, text in enumerate(TEXTS):
        yield f"text {number}", text


def manifests(folder):
    from fuzz.reader import chunks, texts

    for number, text in enumerate(texts(folder, 400_000)):
        for chunk, start in chunks(text):
            yield f"{number}@{start}", chunk


def mutants(folder, seed, count):
    from fuzz.mutants import mutant, windows
    from fuzz.reader import chunks, texts

    random = Random(int(seed))
    made = (mutant(window, random) for window in windows(texts(folder), random) for _ in range(10))
    for number, text in enumerate(islice(made, int(count))):
        for chunk, start in chunks(text):
            yield f"{seed}/{number}@{start}", chunk


PARTS = r"""
a b c x A - _ \n . ^ $ \b \B \A \z \d \D \s \S \w \W [a-c] [^a] []a] [a-] [\d-] [a\]b] [[:alpha:]] [[:^digit:]] [^\w] \. \-
\x61 \x{62} \101 \pL \PN \p{Lu} (?i) (?s) (?m) (?-i) é É ß \Qa.b\E \Q 0 1 : / { } ] a{2} a{1,2} b{0} c{,2} {1} (?: ( (?i:
(?P<n> ) | * + ? *? {2} {0,1} {2,} \1 \Z (?= (?! [ [b-a] \ \8 [:alpha:] (?P<n ** [a-\d] (? (?<m> \e \_ [^ K k s ſ K \a [\b]
(?U) (?) (?-) a{1001} (a{30}){40} \07 \7 \177 (a|b) a* (a|ab)* b+ c? (?:ab)+ (a*)* (b|)+ x{2,3}
""".split()
SIGNS = [*"a b c A B x - _ 1 0 é É . / : k K s ſ K \\ ab a.b".split(), " ", "\n"]


def patterns(seed, count):
    random = Random(int(seed))
    for _ in range(int(count)):
        chosen = "".join(random.choices(PARTS, k=random.randint(1, 6)))
        pattern = chosen + ")" * (chosen.count("(") if random.random() < 0.7 else 0)
        yield {"pattern": pattern, "value": "".join(random.choices(SIGNS, k=random.randint(0, 8)))}


def main():
    if sys.argv[1] == "patterns":
        for line in patterns(*sys.argv[2:]):
            print(json.dumps(line))
        return
    modes: dict[str, Any] = {"table": table, "manifests": manifests, "mutants": mutants}
    for name, text in modes[sys.argv[1]](*sys.argv[2:]):
        print(json.dumps({"id": name, "text": text}))


if __name__ == "__main__":
    main()
