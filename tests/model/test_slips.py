"""One slip of the keyboard, and what is none."""

import pytest

from multiaz_lint.model.selectors.slips import _halves, is_slip


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("crat", "cart", id="two letters are swapped"),
        pytest.param("carts", "cart", id="one letter is too much"),
        pytest.param("chekout", "checkout", id="one letter is missing"),
        pytest.param("payments-spi", "payments-api", id="another letter stands in its place"),
        pytest.param("webapp", "web-app", id="the hyphen is missing"),
        pytest.param("wbe", "web", id="the letters of a short word are swapped"),
    ],
)
def test_a_slip_is_known(written: str, meant: str) -> None:
    assert is_slip(written, meant)
    assert is_slip(meant, written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("cart", "cart", id="the same"),
        pytest.param("cart", "trac", id="the same letters"),
        pytest.param("web1", "web2", id="another number"),
        pytest.param("web", "web2", id="a number more"),
        pytest.param("zone-12", "zone-21", id="digits that are swapped"),
        pytest.param("db-a", "db-b", id="twins by a letter"),
        pytest.param("pg-ro", "pg-rw", id="twins by a part of two letters"),
        pytest.param("api", "app", id="short words"),
        pytest.param("db", "dbs", id="shorter ones"),
        pytest.param("cart", "carts2", id="two letters more"),
        pytest.param("", "a", id="nothing"),
    ],
)
def test_twins_and_others_are_no_slips(one: str, other: str) -> None:
    assert not is_slip(one, other)
    assert not is_slip(other, one)


WORDS = ["cart", "checkout", "web-app", "web", "payments-api", "abcdefgh"]
LETTERS = "az-"


def slips_of(word: str) -> set[str]:
    """Make every slip of a word that these letters allow."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *[a + letter + b for a, b in cuts for letter in LETTERS],
        *[a + letter + b[1:] for a, b in cuts if b for letter in LETTERS],
        *[a + b[1:] for a, b in cuts if b],
        *[a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1],
    } - {word}


@pytest.mark.parametrize("word", WORDS)
def test_one_half_of_a_slip_is_as_it_was(word: str) -> None:
    slips = slips_of(word)
    assert slips
    for slip in slips:
        assert set(_halves(slip, len(word))) & set(_halves(word, len(word))), slip
