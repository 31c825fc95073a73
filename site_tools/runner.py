"""Run a block of code as if it were pasted into a fresh interpreter.

A server process imports what many blocks need once and forks for every block: each
block gets a clean ``__main__`` without paying a second or two for the imports again.
Warnings are errors.
"""

import linecache
import sys
import traceback
import warnings
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from types import ModuleType
from typing import NamedTuple

TIMEOUT = 60  # seconds; the slowest block takes about 3
# torch._dynamo: the first step of an optimiser imports it.
PRELOADED = ["numpy", "torch", "torch._dynamo", "sklearn.datasets", "site_tools.runner"]


class Result(NamedTuple):
    """What a block printed, and its traceback if it raised."""

    output: str
    error: str | None


@cache
def _server() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def _execute(code: str, name: str, answer: Connection) -> None:
    warnings.simplefilter("error")
    module = ModuleType("__main__")
    sys.modules["__main__"] = module
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    output, error = StringIO(), None
    try:
        with redirect_stdout(output):
            exec(compile(code, name, "exec"), vars(module))
    except BaseException as exception:
        # The first frame is this function.
        exception.__traceback__ = exception.__traceback__.tb_next  # type: ignore[union-attr]
        error = "".join(traceback.format_exception(exception))
    answer.send(Result(output.getvalue(), error))


def run(code: str, name: str) -> Result:
    """Run ``code`` in a process of its own; ``name`` stands in tracebacks."""
    receive, send = _server().Pipe(duplex=False)
    process = _server().Process(target=_execute, args=(code, name, send))
    process.start()
    send.close()
    try:
        if not receive.poll(TIMEOUT):
            return Result("", f"{name} still runs after {TIMEOUT} s")
        return receive.recv()
    except EOFError:
        process.join()
        return Result("", f"{name} died with exit code {process.exitcode}")
    finally:
        process.kill()
        process.join()
