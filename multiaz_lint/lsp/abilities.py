"""What editor and server tell each other that they can, when a session begins."""

from __future__ import annotations

from multiaz_lint import __version__
from multiaz_lint.lsp.documents import path_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Json = Any

FIX_ALL = "source.fixAll.multiaz-lint"
"""The kind of the action that makes all edits of a text."""
QUICK_FIX = "quickfix"
_SYNC_WHOLE_TEXTS = 1
_WATCHED = ("**/*.{yaml,yml,json}", "**/Kustomization", "**/.multiaz-lint-baseline.json")


class Abilities:
    """What the editor can, and what it has open.

    ``utf16`` says that it counts UTF-16 units in a line, not characters; ``versioned`` that an edit
    may tell of which text it is; ``watches`` that it tells of files that change if it is asked to.
    ``resolves`` says that it asks for the edit of an action when somebody has chosen that.
    ``process`` is its own, 0 where it is not known.
    """

    __slots__ = ("folders", "process", "resolves", "utf16", "versioned", "watches")

    def __init__(self, parameters: Json) -> None:
        able = parameters.get("capabilities") or {}
        encodings = (able.get("general") or {}).get("positionEncodings") or ()
        self.utf16 = "utf-32" not in encodings
        workspace = able.get("workspace") or {}
        self.versioned = bool((workspace.get("workspaceEdit") or {}).get("documentChanges"))
        watching = workspace.get("didChangeWatchedFiles") or {}
        self.watches = bool(watching.get("dynamicRegistration"))
        actions = (able.get("textDocument") or {}).get("codeAction") or {}
        self.resolves = "edit" in ((actions.get("resolveSupport") or {}).get("properties") or ())
        opened = parameters.get("workspaceFolders") or [{"uri": parameters.get("rootUri") or ""}]
        self.folders = [path for each in opened if (path := path_of(each["uri"]))]
        process = parameters.get("processId")
        self.process: int = process if type(process) is int and process > 0 else 0

    @property
    def answer(self) -> Json:
        """What the server can do for such an editor."""
        return {
            "capabilities": {
                "positionEncoding": "utf-16" if self.utf16 else "utf-32",
                "textDocumentSync": {"openClose": True, "change": _SYNC_WHOLE_TEXTS, "save": True},
                "codeActionProvider": {
                    "codeActionKinds": [QUICK_FIX, FIX_ALL],
                    "resolveProvider": self.resolves,
                },
                "hoverProvider": True,
                "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
            },
            "serverInfo": {"name": "multiaz-lint", "version": __version__},
        }

    @property
    def watching(self) -> Json:
        """Which files the editor is asked to watch."""
        method = "workspace/didChangeWatchedFiles"
        watchers = [{"globPattern": each} for each in _WATCHED]
        options = {"watchers": watchers}
        return {"registrations": [{"id": method, "method": method, "registerOptions": options}]}


def are_wanted(kind: str, parameters: Json) -> bool:
    """Whether a request for actions asks for a kind of them: by its own name, or one above it.

    What mends a whole text is made at once only for who names it.
    """
    wanted = parameters["context"].get("only") or [QUICK_FIX]
    return any(each in {"", kind} or kind.startswith(f"{each}.") for each in wanted)
