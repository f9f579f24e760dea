"""The student's process: serves the judge's requests with the hand-in's code, until it is ended.

Everything in here may be changed by the code it runs. So nothing here decides anything; the judge
checks each reply.

Requests: `import` a module, `get` or `set` an attribute, `call`, `differentiate` a call, `begin` an
exercise, `forget` all handles. A reply holds the value and the arguments that the call changed, or the
exception's type, message and place.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from shared.grading.remote import protocol
from shared.grading.remote.gradients import differentiate
from shared.grading.remote.ready_functions import ReadyFunctions
from shared.grading.walls.confinement import Confinement, confine

MAX_MESSAGE = 2000


def main(config: dict[str, Any]) -> None:
    """Confine this process, then serve.

    Requests come in by standard input and replies go out by standard output, which are moved
    out of the way first: what the hand-in prints goes to standard error.
    """
    reader = os.fdopen(os.dup(0), "rb")
    writer = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    os.chdir(config["scratch"])
    effective = confine(Confinement(**config["confinement"]))
    sys.dont_write_bytecode = True
    server = Server(config["package"], Path(config["code"]), config["given"])
    writer.write(protocol.frame({"ready": effective, "pid": os.getpid()}, []))
    writer.flush()
    for library in config["libraries"]:
        with contextlib.suppress(ImportError):
            importlib.import_module(library)
    server.ready.install(config["noticed"])  # before anything of the hand-in can name them
    while len(start := reader.read(protocol.LENGTHS.size)) == protocol.LENGTHS.size:
        header_size, payload_size = protocol.LENGTHS.unpack(start)
        request = json.loads(reader.read(header_size))
        writer.write(server.answer(request, reader.read(payload_size)))
        writer.flush()


class Server:
    """The objects that the judge has handles of."""

    def __init__(self, package: str, code: Path, given: dict[str, list[str]]) -> None:
        self.package = package
        self.code = code
        self.objects: dict[int, Any] = {}
        self.given_out = 0
        names = {str(self._file(module)): frozenset(names) for module, names in given.items()}
        self.ready = ReadyFunctions(str(code / package), names)

    def _file(self, module: str) -> Path:
        return self.code.joinpath(*module.split(".")).with_suffix(".py")

    def answer(self, request: dict[str, Any], payload: bytes) -> bytes:
        """Return the reply's frame."""
        reply: dict[str, Any]
        encoder = protocol.Encoder(self._as_handle)
        try:
            value, changed = self._do(request, payload)
            if request.get("hold"):
                reply = {"value": self._as_handle(value)}
            else:
                reply = {"value": encoder.encode(value)}
            if changed:
                reply["changed"] = changed
            return protocol.frame({"id": request["id"], **reply}, encoder.blobs)
        except BaseException as error:  # SystemExit too
            return protocol.frame({"id": request["id"], "error": self._describe(error)}, [])

    def _do(self, request: dict[str, Any], payload: bytes) -> tuple[Any, list[str]]:
        """Return the value of a request, and the names of the arguments that it changed."""
        operation = request["do"]
        if operation == "import":
            return importlib.import_module(f"{self.package}.{request['name']}"), []
        if operation == "begin":
            self.ready.begin(request["not_allowed"], str(self._file(request["module"])))
            return None, []
        if operation == "forget":
            self.objects.clear()
            return sorted(self.ready.called), []
        handed: dict[int, int] = {}  # handles, by the id of their object
        decoder = protocol.Decoder(payload, lambda node: self._handed(node["handle"], handed))
        target = self.objects[request["target"]]
        if operation == "get":
            return getattr(target, request["name"]), []
        argument = decoder.decode_all(request["argument"])
        if operation == "set":
            setattr(target, request["name"], argument)
            return None, []
        args, kwargs, *more = argument
        before = protocol.copies([args, kwargs], handed)
        if operation == "differentiate":
            value: Any = differentiate(target, args, kwargs, *more)
        else:
            value = target(*args, **kwargs)
        after = protocol.copies([args, kwargs], handed)
        return value, [] if before == after else self._changed(target, before, after)

    def _handed(self, number: int, handed: dict[int, int]) -> Any:
        value = self.objects[number]
        handed[id(value)] = number
        return value

    @staticmethod
    def _changed(target: Any, before: Any, after: Any) -> list[str]:
        """Name the arguments that a call changed."""
        (args, kwargs), (args_after, kwargs_after) = before, after
        try:
            names = list(inspect.signature(target).parameters)
        except (TypeError, ValueError):
            names = []
        changed = [
            names[index] if index < len(names) else f"number {index + 1}"
            for index, (one, other) in enumerate(zip(args, args_after, strict=True))
            if one != other
        ]
        return changed + [name for name in kwargs if kwargs[name] != kwargs_after.get(name)]

    def _as_handle(self, value: Any) -> dict[str, Any]:
        self.given_out += 1
        self.objects[self.given_out] = value
        name = type(value).__qualname__
        if name == "ndarray":
            name = f"array of dtype {value.dtype}"
        return {"handle": self.given_out, "type": name}

    def _describe(self, error: BaseException) -> dict[str, Any]:
        """Return type, its bases, message, and the last place in the hand-in's own files."""
        try:
            message = str(error)[:MAX_MESSAGE]
        except BaseException:
            message = ""
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if Path(frame.filename).is_relative_to(self.code)]
        own = [frame for frame in own if self.package in Path(frame.filename).parts]
        place = f"{Path(own[-1].filename).name}, line {own[-1].lineno}" if own else ""
        kinds = [kind.__name__ for kind in type(error).__mro__][:20]
        return {"type": kinds[0], "kinds": kinds, "message": message, "place": place}


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
