"""The forms that names, keys and values must have (k8s.io/apimachinery util/validation).

Each function returns the server's complaints, an empty tuple when there are none. Answers are
remembered, because the same few words fill most manifests.
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
_PERCENT = "[0-9]+%"
_CONFIG_KEY = "[-._a-zA-Z0-9]+"
_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*"
_HEADER = "[-A-Za-z0-9]+"
_HTTP_PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"


def _form(compute: Form) -> Form:
    return Remembered(compute).__getitem__


# What the patterns above ask, without loading re and several times as fast.
_DIGITS = frozenset("0123456789")
_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz") | _DIGITS
_LETTERS = _LOWER | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_IN_LABEL = _LOWER | {"-"}
_IN_IDENTIFIER = _LETTERS | {"_"}
_IN_HEADER = _LETTERS | {"-"}
_IN_KEY = _IN_HEADER | {"_", "."}
_IN_PATH = _IN_KEY | frozenset("/~%!$&'()*+,;=:")


def _is_label(value: str) -> bool:
    return bool(value) and _IN_LABEL.issuperset(value) and "-" not in (value[0], value[-1])


def _is_subdomain(value: str) -> bool:
    return all(map(_is_label, value.split(".")))


def _is_underscore_subdomain(value: str) -> bool:
    return all(
        bool(part) and _IN_UNDERSCORE.issuperset(part) and part[0] in _LOWER and part[-1] in _LOWER
        for part in (each.removeprefix("_") for each in value.split("."))
    )


_IN_UNDERSCORE = _IN_LABEL | {"_"}


def _is_key(value: str) -> bool:
    return (
        bool(value) and _IN_KEY.issuperset(value) and value[0] in _LETTERS and value[-1] in _LETTERS
    )


def _regex(words: str, pattern: str, *examples: str) -> str:
    if not examples:
        return f"{words} (regex used for validation is '{pattern}')"
    shown = " or ".join(f"'{example}', " for example in examples)
    return f"{words} (e.g. {shown}regex used for validation is '{pattern}')"


def _length(value: str) -> int:
    return len(value) if value.isascii() else len(value.encode())


def _at_most(length: int) -> str:
    return f"must be no more than {length} characters"


@_form
def dns_label(value: str) -> tuple[str, ...]:
    errors = []
    if _length(value) > 63:
        errors.append(_at_most(63))
    if not _is_label(value):
        if _is_subdomain(value):
            errors.append("must not contain dots")
        else:
            errors.append(
                _regex(
                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters "
                    "or '-', and must start and end with an alphanumeric character",
                    _LABEL,
                    "my-name",
                    "123-abc",
                )
            )
    return tuple(errors)


@_form
def dns_1035_label(value: str) -> tuple[str, ...]:
    errors = []
    if _length(value) > 63:
        errors.append(_at_most(63))
    if not _is_label(value) or value[0] in _DIGITS:
        errors.append(
            _regex(
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
        words.replace("characters", "bytes") if words == _at_most(63) else words
        for words in dns_label(value)
    )


@_form
def dns_subdomain(value: str) -> tuple[str, ...]:
    errors = []
    if _length(value) > 253:
        errors.append(_at_most(253))
    if not _is_subdomain(value):
        errors.append(_not_a_subdomain)
    return tuple(errors)


def domain(name: str, dots: int, detail: str) -> str:
    """Return all complaints about a domain in one; ``detail`` where it has fewer dots than that."""
    return ",".join(dns_subdomain(name)) or (detail if name.count(".") < dots else "")


_not_a_subdomain = _regex(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, "
    "'-' or '.', "
    "and must start and end with an alphanumeric character",
    _SUBDOMAIN,
    "example.com",
)


def long_name(value: str) -> tuple[str, ...]:
    """Judge a name as declarative validation does, in other words where it is too long."""
    return tuple(
        words.replace("characters", "bytes") if words == _at_most(253) else words
        for words in dns_subdomain(value)
    )


def caseless_name(value: str) -> tuple[str, ...]:
    """Judge a name in which the case of letters does not matter."""
    errors = []
    if _length(value) > 253:
        errors.append("must be no more than 253 bytes")
    if not _is_subdomain(value.lower().replace("\u017f", "s")):  # so Go folds a long s
        errors.append(
            _regex(
                "an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', and "
                "must start and end with an alphanumeric character",
                _SUBDOMAIN,
                "Example.com",
            )
        )
    return tuple(errors)


def c_identifier(value: str) -> tuple[str, ...]:
    if value and _IN_IDENTIFIER.issuperset(value) and value[0] not in _DIGITS:
        return ()
    return (
        _regex(
            "a valid C identifier must start with alphabetic character or '_', followed by a "
            "string of alphanumeric characters or '_'",
            _IDENTIFIER,
            "my_name",
            "MY_NAME",
            "MyName",
        ),
    )


@_form
def underscore_subdomain(value: str) -> tuple[str, ...]:
    errors = []
    if _length(value) > 253:
        errors.append(_at_most(253))
    if not _is_underscore_subdomain(value):
        errors.append(
            _regex(
                "a lowercase RFC 1123 subdomain must consist of "
                "lower case alphanumeric characters, "
                "'_', '-' or '.', and must start and end with an alphanumeric character",
                _UNDERSCORE_SUBDOMAIN,
                "example.com",
            )
        )
    return tuple(errors)


@_form
def wildcard_subdomain(value: str) -> tuple[str, ...]:
    errors = []
    if _length(value) > 253:
        errors.append(_at_most(253))
    if not (value[:2] == "*." and _is_subdomain(value[2:])):
        errors.append(
            _regex(
                "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS "
                "subdomain, which must consist of lower case alphanumeric characters, '-' or '.' "
                "and end with an alphanumeric character",
                _WILDCARD,
                "*.example.com",
            )
        )
    return tuple(errors)


@_form
def label_key(value: str) -> tuple[str, ...]:
    errors = []
    prefix, slash, name = value.partition("/")
    if "/" in name:
        return (
            "a valid label key "
            + _regex(_KEY_WORDS, _KEY, "MyName", "my.name", "123-abc")
            + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
        )
    if not slash:
        name = prefix
    elif not prefix:
        errors.append("prefix part must be non-empty")
    else:
        if _length(prefix) > 253:
            errors.append("prefix part must be no more than 253 bytes")
        if not _is_subdomain(prefix):
            errors.append("prefix part " + _not_a_subdomain)
    if not name:
        errors.append("name part must be non-empty")
    elif _length(name) > 63:
        errors.append("name part must be no more than 63 bytes")
    if not _is_key(name):
        errors.append("name part " + _regex(_KEY_WORDS, _KEY, "MyName", "my.name", "123-abc"))
    return tuple(errors)


_KEY_WORDS = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character"
)


@_form
def label_value(value: str) -> tuple[str, ...]:
    errors = []
    if _length(value) > 63:
        errors.append("must be no more than 63 bytes")
    if value and not _is_key(value):
        errors.append(
            _regex(
                "a valid label must be an empty string or consist of alphanumeric characters, '-', "
                "'_' or '.', and must start and end with an alphanumeric character",
                _VALUE,
                "MyValue",
                "my_value",
                "12345",
            )
        )
    return tuple(errors)


@_form
def port_name(value: str) -> tuple[str, ...]:
    errors = []
    if _length(value) > 15:
        errors.append(_at_most(15))
    if not value or not _IN_LABEL.issuperset(value):
        errors.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not any("a" <= char <= "z" for char in value):
        errors.append("must contain at least one letter (a-z)")
    if "--" in value:
        errors.append("must not contain consecutive hyphens")
    if value and (value[0] == "-" or value[-1] == "-"):
        errors.append("must not begin or end with a hyphen")
    return tuple(errors)


@_form
def percent(value: str) -> tuple[str, ...]:
    if len(value) > 1 and value[-1] == "%" and _DIGITS.issuperset(value[:-1]):
        return ()
    return (
        _regex(
            "a valid percent string must be a numeric string followed by an ending '%'",
            _PERCENT,
            "1%",
            "93%",
        ),
    )


@_form
def environment_name(value: str) -> tuple[str, ...]:
    errors = []
    if not value:
        errors.append("environment variable name must be non-empty")
    if any(char > "~" or char < " " or char == "=" for char in value):
        errors.append(
            "a valid environment variable name must consist only of printable ASCII characters "
            "other than '='"
        )
    return tuple(errors)


@_form
def config_key(value: str) -> tuple[str, ...]:
    errors = []
    if _length(value) > 253:
        errors.append(_at_most(253))
    if not value or not _IN_KEY.issuperset(value):
        errors.append(
            _regex(
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
                _CONFIG_KEY,
                "key.name",
                "KEY_NAME",
                "key-name",
            )
        )
    if value in {".", ".."}:
        errors.append(f"must not be '{value}'")
    elif value.startswith(".."):
        errors.append("must not start with '..'")
    return tuple(errors)


@_form
def header_name(value: str) -> tuple[str, ...]:
    if value and _IN_HEADER.issuperset(value):
        return ()
    return (
        _regex(
            "a valid HTTP header must consist of alphanumeric characters or '-'",
            _HEADER,
            "X-Header-Name",
        ),
    )


@_form
def path_segment(value: str) -> tuple[str, ...]:
    if value in {".", ".."}:
        return (f"may not be '{value}'",)
    return tuple(f"may not contain '{char}'" for char in "/%" if char in value)


def http_path(value: str) -> tuple[str, ...]:
    return () if value and _IN_PATH.issuperset(value) else (_regex("Invalid path", _HTTP_PATH),)


def port_number(value: int) -> tuple[str, ...]:
    return () if 1 <= value <= 65535 else ("must be between 1 and 65535, inclusive",)


def user_id(value: int) -> tuple[str, ...]:
    return () if 0 <= value <= 2147483647 else ("must be between 0 and 2147483647, inclusive",)


def grown(prefix: str, form: Form) -> str:
    """Return the name by which a generateName is judged: "." and ".." may begin a path segment."""
    if form is path_segment:
        return f"{prefix}x"
    return without_trailing_dash(prefix)


def without_trailing_dash(name: str) -> str:
    """Let a prefix that may end in a dash end otherwise."""
    return name[:-2] + "a" if len(name) > 1 and name.endswith("-") else name
