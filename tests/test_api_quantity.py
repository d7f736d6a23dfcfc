"""Quantities are read as apimachinery 1.37 reads them."""

from __future__ import annotations

import time

import pytest

from multiaz_lint.api.quantity import Quantity, parse
from multiaz_lint.model.quantity import QuantityError, nanos


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("100m", "100m"),
        ("0.1", "100m"),
        ("1000m", "1"),
        ("1e3", "1e3"),
        ("1Ki", "1Ki"),
        ("1024Ki", "1Mi"),
        ("1.5Gi", "1536Mi"),
        (1, "1"),
        (0.5, "500m"),
        ("-1", "-1"),
        ("0", "0"),
    ],
)
def test_quantities_are_written_canonically(written: object, canonical: str) -> None:
    assert str(parse(written)) == canonical


@pytest.mark.parametrize("written", ["", "1 Gi", "1GiB", "one", "KB", "1e", "0x10", True, "1,5"])
def test_what_is_no_quantity_is_told(written: object) -> None:
    assert isinstance(parse(written), str)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (" 1 ", 10**9),
        ("1e9223372036854775808", None),
        ("1e-9223372036854775809", None),
        ("11e32345678901234567890", None),
        ("1e", None),
        ("+.5Ki", 512 * 10**9),
        (".Ki", 0),
        ("-.", 0),
        ("Mi", 0),
        ("Ti", 0),
        ("Pi", None),
        ("-.Ei", None),
        ("e-9", 0),
        ("1e4294967299", 1000 * 10**9),
        ("1e9223372036854775807", 10**8),
        ("-1e-9223372036854775808", -(10**9)),
        ("e-10", None),
        ("0e-10", 0),
        ("1Gi\n", None),
        ("\t1", None),
        ("\u00a01\u2003", 10**9),
    ],
)
def test_both_readers_agree_on_what_is_one(written: str, amount: int | None) -> None:
    judged = parse(written)
    assert (judged.nano if isinstance(judged, Quantity) else None) == amount
    if amount is None:
        with pytest.raises(QuantityError):
            nanos(written)
    else:
        assert nanos(written) == amount


@pytest.mark.parametrize("written", ["1e999999999", "1e-999999999", "9" * 5000, "1" * 4000 + "Ei"])
def test_monstrous_quantities_cost_nothing(written: str) -> None:
    start = time.process_time()
    parse(written)
    assert time.process_time() - start < 0.5


def test_quantities_compare_exactly() -> None:
    small, large = parse("100m"), parse("0.1001")
    assert isinstance(small, Quantity)
    assert isinstance(large, Quantity)
    assert small.nano < large.nano
