"""The forms of names, keys and values are those of the patterns that the API server cites."""

from __future__ import annotations

import re
from random import Random

import pytest

from multiaz_lint.api import forms, names

WORDS = Random(7)
ALPHABET = "abz09-_.AZ/%*~ \n\N{ARABIC-INDIC DIGIT ZERO}é:="
PATTERNS = {
    "dns_label": names._LABEL,
    "dns_subdomain": names._SUBDOMAIN,
    "underscore_subdomain": names._UNDERSCORE_SUBDOMAIN,
    "wildcard_subdomain": names._WILDCARD,
    "label_value": names._VALUE,
    "percent": forms._PERCENT,
    "header_name": forms._HEADER,
    "http_path": forms._HTTP_PATH,
}


@pytest.mark.parametrize("form", PATTERNS)
def test_each_form_takes_what_its_pattern_takes(form: str) -> None:
    taken = getattr(names, form, None) or getattr(forms, form)
    for _ in range(10_000):
        word = "".join(WORDS.choice(ALPHABET) for _ in range(WORDS.randrange(8)))
        matches = re.fullmatch(PATTERNS[form], word, re.ASCII) is not None
        assert (taken(word) == ()) == matches, word
