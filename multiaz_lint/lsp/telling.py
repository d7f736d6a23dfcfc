"""What the editor was told: findings, by the addresses of their files, and what went wrong."""

from __future__ import annotations

from multiaz_lint.lsp.checking import Failed
from multiaz_lint.lsp.exchange import ERROR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from multiaz_lint.lsp.checking import Checked, Checks
    from multiaz_lint.lsp.documents import Document, Documents
    from multiaz_lint.lsp.exchange import Exchange
    from multiaz_lint.lsp.findings import Finding, Findings

    Json = Any


class Telling:
    """Tells an editor what was found, and remembers it."""

    def __init__(self, exchange: Exchange, documents: Documents) -> None:
        self._exchange = exchange
        self._documents = documents
        self._told: dict[str, list[Finding]] = {}
        self._said: list[str] = []
        self._ahead: dict[str, Document] = {}
        """The texts whose findings were told before a check came to its end, by their addresses."""

    def tell_ahead(
        self,
        checked: Checked,
        origins: Iterable[str],
        texts: Sequence[Document],
        findings: Findings,
    ) -> None:
        """Tell what was found in some of the texts that are checked, as far as they are as then."""
        found: dict[str, list[Finding]] = {}
        for origin in origins:
            document = self._documents.of_file(checked.file(origin))
            if document is not None and any(each is document for each in texts):
                found[document.uri] = []
                self._ahead[document.uri] = document
        for uri, finding in findings.of(checked):
            if uri in found:
                found[uri].append(finding)
        for uri, each in found.items():
            self._publish(uri, each, self._ahead[uri].version)
            self._told.pop(uri, None)
            if each:
                self._told[uri] = each

    def tell(self, checks: Checks, texts: Iterable[Document], findings: Findings) -> None:
        """Tell what was found in texts, and elsewhere; and that nothing is left of other findings.

        A text that was closed since is no more than a file. What was told ahead of just these texts
        stays, and is not told again.
        """
        ahead, self._ahead = self._ahead, {}
        same = {each.uri for each in texts if ahead.get(each.uri) is each}
        versions = {each.uri: each.version for each in texts}
        found: dict[str, list[Finding]] = {
            uri: [] for uri in versions if self._documents.of_uri(uri) is not None
        }
        failures: list[str] = []
        several = len(checks) > 1
        for checked in checks:
            if isinstance(checked, Failed):
                failures.append(checked.why)
                continue
            for uri, finding in findings.of(checked):
                known = found.setdefault(uri, [])
                if several and any(each.told == finding.told for each in known):
                    continue  # a file may be in the scope of several configurations
                known.append(finding)
        self.say(failures)
        for uri in [*found, *(each for each in self._told if each not in found)]:
            if uri not in same or _words(found.get(uri, ())) != _words(self.of(uri)):
                self._publish(uri, found.get(uri, []), versions.get(uri))
        self._told = {uri: each for uri, each in found.items() if each}

    def forget(self, uri: str) -> None:
        """Take back what was told of a text."""
        self._ahead.pop(uri, None)
        if self._told.pop(uri, None):
            self._publish(uri, [])

    def _publish(self, uri: str, findings: list[Finding], version: int | None = None) -> None:
        parameters: Json = {"uri": uri, "diagnostics": [each.told for each in findings]}
        if version is not None:
            parameters["version"] = version
        self._exchange.notify("textDocument/publishDiagnostics", parameters)

    def say(self, failures: list[str]) -> None:
        """Show errors, but each once only while it stays the same."""
        for words in dict.fromkeys(failures):
            if words not in self._said:
                message = {"type": ERROR, "message": f"multiaz-lint: {words}"}
                self._exchange.notify("window/showMessage", message)
        self._said = failures

    def of(self, uri: str) -> list[Finding]:
        """Return the findings of a text."""
        return self._told.get(uri, [])

    def between(self, uri: str, start: Json, end: Json) -> list[Finding]:
        """Return the findings between two positions of a text."""
        places = [(each["line"], each["character"]) for each in (start, end)]
        return [each for each in self.of(uri) if each.touches(*places)]


def _words(findings: Iterable[Finding]) -> list[Json]:
    return [each.told for each in findings]
