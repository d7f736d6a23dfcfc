"""The forms of ports, percentages, variables and other texts that name no object.

As in k8s.io/apimachinery, pkg/util/validation and pkg/api/validate/content (1.37). Each function
returns the server's complaints, an empty tuple for none.
"""

from __future__ import annotations

from multiaz_lint.api.names import (
    DIGITS,
    IN_HEADER,
    IN_KEY,
    IN_LABEL,
    LETTERS,
    at_most,
    length,
    remembered,
    with_pattern,
)

_PERCENT = "[0-9]+%"
_CONFIG_KEY = "[-._a-zA-Z0-9]+"
_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*"
_HEADER = "[-A-Za-z0-9]+"
_HTTP_PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"
_IN_IDENTIFIER = LETTERS | {"_"}
_IN_PATH = IN_KEY | frozenset("/~%!$&'()*+,;=:")


def c_identifier(value: str) -> tuple[str, ...]:
    """Judge a name of a variable, as CEL and device attributes have (IsCIdentifier)."""
    if value and _IN_IDENTIFIER.issuperset(value) and value[0] not in DIGITS:
        return ()
    return (
        with_pattern(
            "a valid C identifier must start with alphabetic character or '_', followed by a "
            "string of alphanumeric characters or '_'",
            _IDENTIFIER,
            "my_name",
            "MY_NAME",
            "MyName",
        ),
    )


@remembered
def port_name(value: str) -> tuple[str, ...]:
    """Judge the name of a port of a container or Service (IsValidPortName)."""
    errors = []
    if length(value) > 15:
        errors.append(at_most(15))
    if not value or not IN_LABEL.issuperset(value):
        errors.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not any("a" <= char <= "z" for char in value):
        errors.append("must contain at least one letter (a-z)")
    if "--" in value:
        errors.append("must not contain consecutive hyphens")
    if value and (value[0] == "-" or value[-1] == "-"):
        errors.append("must not begin or end with a hyphen")
    return tuple(errors)


@remembered
def percent(value: str) -> tuple[str, ...]:
    """Judge a percentage such as ``25%`` (IsValidPercent)."""
    if len(value) > 1 and value[-1] == "%" and DIGITS.issuperset(value[:-1]):
        return ()
    return (
        with_pattern(
            "a valid percent string must be a numeric string followed by an ending '%'",
            _PERCENT,
            "1%",
            "93%",
        ),
    )


@remembered
def environment_name(value: str) -> tuple[str, ...]:
    """Judge the name of an environment variable (IsRelaxedEnvVarName)."""
    errors = []
    if not value:
        errors.append("environment variable name must be non-empty")
    if any(char > "~" or char < " " or char == "=" for char in value):
        errors.append(
            "a valid environment variable name must consist only of printable ASCII characters "
            "other than '='"
        )
    return tuple(errors)


@remembered
def config_key(value: str) -> tuple[str, ...]:
    """Judge a key of a ConfigMap or Secret (IsConfigMapKey)."""
    errors = []
    if length(value) > 253:
        errors.append(at_most(253))
    if not value or not IN_KEY.issuperset(value):
        errors.append(
            with_pattern(
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


@remembered
def header_name(value: str) -> tuple[str, ...]:
    """Judge the name of an HTTP header (IsHTTPHeaderName)."""
    if value and IN_HEADER.issuperset(value):
        return ()
    return (
        with_pattern(
            "a valid HTTP header must consist of alphanumeric characters or '-'",
            _HEADER,
            "X-Header-Name",
        ),
    )


def http_path(value: str) -> tuple[str, ...]:
    """Judge what follows the domain in the ``managedBy`` of a Job (IsDomainPrefixedPath)."""
    return (
        () if value and _IN_PATH.issuperset(value) else (with_pattern("Invalid path", _HTTP_PATH),)
    )


def port_number(value: int) -> tuple[str, ...]:
    """Judge the number of a port (IsValidPortNum)."""
    return () if 1 <= value <= 65535 else ("must be between 1 and 65535, inclusive",)


def user_id(value: int) -> tuple[str, ...]:
    """Judge the number of a user or group (IsValidUserID, IsValidGroupID)."""
    return () if 0 <= value <= 2147483647 else ("must be between 0 and 2147483647, inclusive",)
