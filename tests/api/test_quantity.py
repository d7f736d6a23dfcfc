"""Quantities are read as apimachinery 1.37 reads them."""

from __future__ import annotations

import pytest

from multiaz_lint.api.quantity import Quantity, parse
from multiaz_lint.model.quantity import QuantityError, nanos
from tests.spent import within


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


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("+12345678901Ki", "+12345678901Ki"),
        ("+123456789012Ki", "123456789012Ki"),
        ("+1234567Gi", "1234567Gi"),
        ("+8Ki", "8Ki"),
        ("+7Ki", "+7Ki"),
        ("+123456789012345678", "+123456789012345678"),
        ("+1234567890123456789", "1234567890123456789"),
        ("123456789012345678.5", "123456789012345678500m"),
        ("+1500", "+1500"),
        ("1000", "1k"),
        ("007", "007"),
        ("+12e5", "1200e3"),
    ],
)
def test_the_text_is_kept_where_the_server_keeps_it(written: str, shown: str) -> None:
    """It does where 64 bits surely hold the amount, and it looks canonical (ParseQuantity)."""
    assert str(parse(written)) == shown


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
    with within(0.5):
        parse(written)


def test_quantities_compare_exactly() -> None:
    small, large = parse("100m"), parse("0.1001")
    assert isinstance(small, Quantity)
    assert isinstance(large, Quantity)
    assert small.nano < large.nano


@pytest.mark.parametrize(
    ("written", "units", "thousandths"),
    [
        ("9223372036854775807", 2**63 - 1, -1000),  # 19 digits: held exactly, and cut when asked
        ("9223372036854775808", -(2**63), 0),
        ("111111111111111111", 111111111111111111, 430646668853801304),  # 18 digits, times 1000
        ("111111111111111T", 0, 0),  # multiplied by ten step by step, until it is too much
        ("111111111111111111k", 430646668853801304, 6371555158481616832),
        ("8Ei", 2**63 - 1, -1000),
        ("-1.5", -2, -1500),
        ("-1.5000000000000000000", 0, -1500),
    ],
)
def test_what_64_bits_do_not_hold_loses_its_upper_bits(
    written: str, units: int, thousandths: int
) -> None:
    found = parse(written)
    assert isinstance(found, Quantity)
    assert (found.value, found.milli) == (units, thousandths)
