"""The forms that names and the keys and values of labels must have.

As in k8s.io/apimachinery, pkg/util/validation and pkg/api/validate/content (1.37). ``forms.py`` has
those of other texts. Each function returns the server's complaints, an empty tuple for none.
"""

from __future__ import annotations

from multiaz_lint.model.cached import Remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Form = Callable[[str], tuple[str, ...]]

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_LETTER_LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = _LABEL + r"(\." + _LABEL + ")*"
_UNDERSCORE_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_UNDERSCORE_SUBDOMAIN = _UNDERSCORE_LABEL + r"(\." + _UNDERSCORE_LABEL + ")*"
_WILDCARD = r"\*\." + _SUBDOMAIN
_KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_VALUE = f"({_KEY})?"


def remembered(compute: Form) -> Form:
    """Let a function of a text work once for each: the same few words fill most manifests."""
    return Remembered(compute).__getitem__


# What the patterns above ask, without loading re and several times as fast.
DIGITS = frozenset("0123456789")
_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz") | DIGITS
LETTERS = _LOWER | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
IN_LABEL = _LOWER | {"-"}
IN_HEADER = LETTERS | {"-"}
IN_KEY = IN_HEADER | {"_", "."}


def _is_label(value: str) -> bool:
    return bool(value) and IN_LABEL.issuperset(value) and "-" not in (value[0], value[-1])


def _is_subdomain(value: str) -> bool:
    return all(map(_is_label, value.split(".")))


def _is_underscore_subdomain(value: str) -> bool:
    return all(
        bool(part) and _IN_UNDERSCORE.issuperset(part) and part[0] in _LOWER and part[-1] in _LOWER
        for part in (each.removeprefix("_") for each in value.split("."))
    )


_IN_UNDERSCORE = IN_LABEL | {"_"}


def _is_key(value: str) -> bool:
    return bool(value) and IN_KEY.issuperset(value) and value[0] in LETTERS and value[-1] in LETTERS


def with_pattern(words: str, pattern: str, *examples: str) -> str:
    """Say what is asked, with the pattern for it (RegexError)."""
    if not examples:
        return f"{words} (regex used for validation is '{pattern}')"
    shown = " or ".join(f"'{example}', " for example in examples)
    return f"{words} (e.g. {shown}regex used for validation is '{pattern}')"


def length(value: str) -> int:
    """Return the bytes of a text, which is what Go counts."""
    return len(value) if value.isascii() else len(value.encode())


def at_most(most: int) -> str:
    """Say how many bytes a text may have (MaxLenError, which calls them characters)."""
    return f"must be no more than {most} characters"


@remembered
def dns_label(value: str) -> tuple[str, ...]:
    """Judge a label of RFC 1123 (IsDNS1123Label): 63 bytes of a to z, digits and dashes."""
    errors = []
    if length(value) > 63:
        errors.append(at_most(63))
    if not _is_label(value):
        if _is_subdomain(value):
            errors.append("must not contain dots")
        else:
            errors.append(
                with_pattern(
                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters "
                    "or '-', and must start and end with an alphanumeric character",
                    _LABEL,
                    "my-name",
                    "123-abc",
                )
            )
    return tuple(errors)


@remembered
def dns_1035_label(value: str) -> tuple[str, ...]:
    """Judge a label that begins with a letter (IsDNS1035Label), as names of Services do."""
    errors = []
    if length(value) > 63:
        errors.append(at_most(63))
    if not _is_label(value) or value[0] in DIGITS:
        errors.append(
            with_pattern(
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
                "start with an alphabetic character, and end with an alphanumeric character",
                _LETTER_LABEL,
                "my-name",
                "abc-123",
            )
        )
    return tuple(errors)


def short_name(value: str) -> tuple[str, ...]:
    """Judge a label as declarative validation does, in other words where it is too long."""
    return tuple(
        words.replace("characters", "bytes") if words == at_most(63) else words
        for words in dns_label(value)
    )


@remembered
def dns_subdomain(value: str) -> tuple[str, ...]:
    """Judge labels with dots between them, 253 bytes at most (IsDNS1123Subdomain)."""
    errors = []
    if length(value) > 253:
        errors.append(at_most(253))
    if not _is_subdomain(value):
        errors.append(_not_a_subdomain)
    return tuple(errors)


def domain(name: str, dots: int, detail: str) -> str:
    """Return all complaints about a domain in one; ``detail`` where it has fewer dots than that."""
    return ",".join(dns_subdomain(name)) or (detail if name.count(".") < dots else "")


_not_a_subdomain = with_pattern(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, "
    "'-' or '.', "
    "and must start and end with an alphanumeric character",
    _SUBDOMAIN,
    "example.com",
)


def long_name(value: str) -> tuple[str, ...]:
    """Judge a name as declarative validation does, in other words where it is too long."""
    return tuple(
        words.replace("characters", "bytes") if words == at_most(253) else words
        for words in dns_subdomain(value)
    )


def caseless_name(value: str) -> tuple[str, ...]:
    """Judge a name in which the case of letters does not matter."""
    errors = []
    if length(value) > 253:
        errors.append("must be no more than 253 bytes")
    if not _is_subdomain(value.lower().replace("\u017f", "s")):  # so Go folds a long s
        errors.append(
            with_pattern(
                "an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', and "
                "must start and end with an alphanumeric character",
                _SUBDOMAIN,
                "Example.com",
            )
        )
    return tuple(errors)


@remembered
def underscore_subdomain(value: str) -> tuple[str, ...]:
    """Judge a subdomain whose labels may have ``_`` (IsDNS1123SubdomainWithUnderscore)."""
    errors = []
    if length(value) > 253:
        errors.append(at_most(253))
    if not _is_underscore_subdomain(value):
        errors.append(
            with_pattern(
                "a lowercase RFC 1123 subdomain must consist of "
                "lower case alphanumeric characters, "
                "'_', '-' or '.', and must start and end with an alphanumeric character",
                _UNDERSCORE_SUBDOMAIN,
                "example.com",
            )
        )
    return tuple(errors)


@remembered
def wildcard_subdomain(value: str) -> tuple[str, ...]:
    """Judge ``*.`` and a subdomain (IsWildcardDNS1123Subdomain)."""
    errors = []
    if length(value) > 253:
        errors.append(at_most(253))
    if not (value[:2] == "*." and _is_subdomain(value[2:])):
        errors.append(
            with_pattern(
                "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS "
                "subdomain, which must consist of lower case alphanumeric characters, '-' or '.' "
                "and end with an alphanumeric character",
                _WILDCARD,
                "*.example.com",
            )
        )
    return tuple(errors)


@remembered
def label_key(value: str) -> tuple[str, ...]:
    """Judge the key of a label: a name, with or without a subdomain before it (IsLabelKey)."""
    errors = []
    prefix, slash, name = value.partition("/")
    if "/" in name:
        return (
            "a valid label key "
            + with_pattern(_KEY_WORDS, _KEY, "MyName", "my.name", "123-abc")
            + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
        )
    if not slash:
        name = prefix
    elif not prefix:
        errors.append("prefix part must be non-empty")
    else:
        if length(prefix) > 253:
            errors.append("prefix part must be no more than 253 bytes")
        if not _is_subdomain(prefix):
            errors.append("prefix part " + _not_a_subdomain)
    if not name:
        errors.append("name part must be non-empty")
    elif length(name) > 63:
        errors.append("name part must be no more than 63 bytes")
    if not _is_key(name):
        errors.append("name part " + with_pattern(_KEY_WORDS, _KEY, "MyName", "my.name", "123-abc"))
    return tuple(errors)


_KEY_WORDS = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character"
)


@remembered
def label_value(value: str) -> tuple[str, ...]:
    """Judge the value of a label: empty, or 63 bytes at most (IsLabelValue)."""
    errors = []
    if length(value) > 63:
        errors.append("must be no more than 63 bytes")
    if value and not _is_key(value):
        errors.append(
            with_pattern(
                "a valid label must be an empty string or consist of alphanumeric characters, '-', "
                "'_' or '.', and must start and end with an alphanumeric character",
                _VALUE,
                "MyValue",
                "my_value",
                "12345",
            )
        )
    return tuple(errors)


@remembered
def path_segment(value: str) -> tuple[str, ...]:
    """Judge a name that stands in a path of the API (IsPathSegmentName)."""
    if value in {".", ".."}:
        return (f"may not be '{value}'",)
    return tuple(f"may not contain '{char}'" for char in "/%" if char in value)


def grown(prefix: str, form: Form) -> str:
    """Return the name by which a generateName is judged: "." and ".." may begin a path segment."""
    if form is path_segment:
        return f"{prefix}x"
    return without_trailing_dash(prefix)


def without_trailing_dash(name: str) -> str:
    """Let a prefix that may end in a dash end otherwise."""
    return name[:-2] + "a" if len(name) > 1 and name.endswith("-") else name
