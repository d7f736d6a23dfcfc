"""Messages to and from the editor: each request gets one answer, whatever it says."""

from __future__ import annotations

from multiaz_lint.lsp import rpc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, BinaryIO

    from multiaz_lint.lsp.rpc import Message

    Json = Any
    Requests = Mapping[str, Callable[[Json, Json], Json]]
    Notifications = Mapping[str, Callable[[Json], None]]

LATER = object()
"""What a request returns that is answered later."""
ERROR, _LOG = 1, 4
"""Types of messages that editors show, and write into their logs."""
_MISUNDERSTOOD = (AttributeError, LookupError, TypeError, ValueError)
"""What comes of parameters that are not those of the protocol."""


class RequestError(Exception):
    """A request that cannot be answered: the code and words of JSON-RPC."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class Exchange:
    """Hands messages to who answers them.

    A request is called with its number and parameters, a notification with its parameters.
    ``initialize`` comes first; after ``shutdown`` only ``exit`` does.
    """

    def __init__(self, output: BinaryIO, requests: Requests, notifications: Notifications) -> None:
        self._output = output
        self._requests = requests
        self._notifications = notifications
        self._begun = False
        self.ended = False
        """Whether the editor has said that the session ends."""

    def receive(self, message: Message) -> None:
        """Do what a message asks for."""
        method = message.get("method")
        if not isinstance(method, str):
            return  # an answer to what the server has asked for
        if "id" in message:
            number = message["id"]
            if type(number) not in {int, str, type(None)}:
                self.refuse(rpc.INVALID_REQUEST, "an id is a number or a string")
            else:
                self.request(number, method, message.get("params"))
        elif method == "exit" or (self._begun and not self.ended):
            handle = self._notifications.get(method)
            if handle is not None:
                try:
                    handle(message.get("params"))
                except _MISUNDERSTOOD as error:
                    self.log(f"{method} is not understood: {error!r}")

    def request(self, number: Json, method: str, parameters: Json) -> None:
        """Answer a request, now or later."""
        try:
            result = self._handler(method)(number, parameters)
        except RequestError as error:
            self.fail(number, error.code, str(error))
        except _MISUNDERSTOOD as error:
            self.fail(number, rpc.INVALID_PARAMS, f"{method} is not understood: {error!r}")
        else:
            self._begun = True
            if result is not LATER:
                self.answer(number, result)

    def _handler(self, method: str) -> Callable[[Json, Json], Json]:
        if self.ended or (method == "initialize" and self._begun):
            raise RequestError(rpc.INVALID_REQUEST, f"{method} does not follow here")
        if not self._begun and method != "initialize":
            raise RequestError(rpc.NOT_INITIALIZED, "initialize comes first")
        handle = self._requests.get(method)
        if handle is None:
            raise RequestError(rpc.METHOD_NOT_FOUND, f"no such method: {method}")
        return handle

    def refuse(self, code: int, words: str) -> None:
        """Answer a message that nobody can tell the number of."""
        self.fail(None, code, words)

    def answer(self, number: Json, result: Json) -> None:
        """Answer a request; what it quotes may be nested deeper than can be written."""
        try:
            self._send({"id": number, "result": result})
        except RecursionError:
            self.fail(number, rpc.INVALID_PARAMS, "the parameters are nested too deep")

    def fail(self, number: Json, code: int, words: str) -> None:
        """Answer a request that cannot be done."""
        self._send({"id": number, "error": {"code": code, "message": words}})

    def ask(self, method: str, parameters: Json) -> None:
        """Ask the editor for something whose answer does not matter."""
        self._send({"id": 1, "method": method, "params": parameters})

    def notify(self, method: str, parameters: Json) -> None:
        """Tell the editor something."""
        self._send({"method": method, "params": parameters})

    def log(self, words: str) -> None:
        """Write something into the log of the editor."""
        self.notify("window/logMessage", {"type": _LOG, "message": words})

    def _send(self, message: Message) -> None:
        rpc.write(self._output, message)
