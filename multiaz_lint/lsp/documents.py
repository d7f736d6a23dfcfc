"""What is open in the editor: each file with its text, and the addresses of files."""

from __future__ import annotations

import ntpath
import os
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from multiaz_lint.load.files import Seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Document:
    """A text of the editor: its address as the editor writes it, the path of its file, and it."""

    __slots__ = ("path", "text", "uri", "version")

    def __init__(self, uri: str, path: str, text: str, version: int | None) -> None:
        self.uri = uri
        self.path = path
        self.text = text
        self.version = version


class Documents:
    """The open documents, by their addresses.

    One file may be open under several: the text that was changed last counts.
    """

    __slots__ = ("_by_file", "_by_uri", "_seen")

    def __init__(self) -> None:
        self._by_uri: dict[str, Document] = {}
        self._by_file: dict[tuple[str, str], Document] = {}
        self._seen = Seen()

    def __iter__(self) -> Iterator[Document]:
        return iter(self._by_uri.values())

    def open(self, uri: str, text: str, version: int | None) -> Document | None:
        """Take a document in, or its new text; None where it is no file."""
        path = path_of(uri)
        if path is None:
            return None
        self._by_uri.pop(uri, None)
        found = self._by_uri[uri] = Document(uri, path, text, version)
        self._settle()
        return found

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._by_uri.pop(uri, None)
        self._settle()

    def _settle(self) -> None:
        self._seen = Seen()  # folders may be others since
        self._by_file = {self._seen.key(each.path): each for each in self}

    def of_uri(self, uri: str) -> Document | None:
        return self._by_uri.get(uri)

    def of_file(self, path: str) -> Document | None:
        return self._by_file.get(self._seen.key(path))

    @property
    def texts(self) -> dict[str, bytes]:
        """The texts, by the paths of their files."""
        return {
            each.path: each.text.encode("utf-8", "surrogatepass") for each in self._by_file.values()
        }

    def uri_of(self, path: str) -> str:
        """Return the address of a file: the editor's own where it is open."""
        document = self.of_file(path)
        return document.uri if document is not None else Path(path).as_uri()


def path_of(uri: str) -> str | None:
    """Return the full path of the file that has an address; None where it is no file's."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or not parts.path:
        return None
    path = os.fsdecode(unquote_to_bytes(parts.path))
    host = "" if parts.netloc.lower() == "localhost" else unquote(parts.netloc)
    if "\0" in path:
        return None
    if os.name == "nt":
        return _of_windows(host, path)
    return os.path.normpath(path) if not host and os.path.isabs(path) else None


def _of_windows(host: str, path: str) -> str | None:
    r"""Return ``C:\a`` of ``/C:/a``, and ``\\host\a\b`` of a path on another machine.

    Nobody knows the drive of any other path.
    """
    if path[2:3] == ":":
        path = path[1:]
    elif host:
        path = f"//{host}{path}"
    drive, rest = ntpath.splitdrive(path)
    return ntpath.normpath(path) if drive and rest[:1] in {"/", "\\"} else None
