"""Plain scalars as sigs.k8s.io/yaml v1.6.0 resolves them (executed with the real library)."""

from __future__ import annotations

import pytest

from multiaz_lint.load.yaml.scalars import key_text, resolve

TABLE: dict[str, object] = {
    **dict.fromkeys("y Y yes Yes YES on On ON true True TRUE".split(), True),
    **dict.fromkeys("n N no No NO off Off OFF false False FALSE".split(), False),
    **dict.fromkeys(["~", "null", "Null", "NULL", ""]),
    "oN": "oN", "tRue": "tRue", "nULL": "nULL",
    "0123": 83, "0o17": 15, "0x1F": 31, "0b101": 5, "08": 8, "1_000": 1000, "0_7": 7, "+1": 1,
    "-0": 0, "1__0": 10, "0777": 511, "-0b11": -3,
    "1e3": 1000, ".5": 0.5, "5.": 5, "1.10": 1.1, "3.0": 3, "6.02e23": 6.02e23,
    "-2.0": -2, "1e21": 1e21,
    "1:30": "1:30", "12:30:45": "12:30:45", "2020-01-01": "2020-01-01",
    "9223372036854775808": 9223372036854775808, "18446744073709551616": 18446744073709552000,
    "1.2.3": "1.2.3", "0x": "0x", "-": "-", ".": ".", "+": "+", "1e": "1e", "\uff11": "\uff11",
    "100m": "100m", "1Gi": "1Gi", "50%": "50%", "1e999": "1e999",
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), TABLE.items(), ids=TABLE)
def test_resolve(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("key", "expected"),
    [(True, "true"), (False, "false"), (1, "1"), (1.5, "1.5"), ("a", "a")],
)
def test_keys_become_strings(key: object, expected: str) -> None:
    assert key_text(key) == expected  # type: ignore[arg-type]


def test_a_null_key_is_refused() -> None:
    with pytest.raises(ValueError, match="null"):
        key_text(None)
