"""Runs the project's programs as processes of their own, forked from one that has loaded them.

To load what `appealclock up` or a worker needs takes two seconds of a processor, and the tests
start a hundred. Each is a process like any other, with an id, settings and output of its own, to be
stopped or killed at any moment. What loading itself may do wrong is seen where a fresh Python
starts, which some tests of the stack, of the worker and of the commands ask for.

All of them order sets of strings alike, as they inherit the seed of Python's hashes. What depends
on that order shows where a recorded history replays, under another seed each time.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.loaded"])


class ForkedProgram:
    """A process that runs; what `asyncio.subprocess.Process` offers of one.

    Attributes:
        stdout: What it writes; None where it writes to a file.
        stderr: The same of what it writes to stderr.
    """

    def __init__(
        self,
        process: BaseProcess,
        stdout: asyncio.StreamReader | None = None,
        stderr: asyncio.StreamReader | None = None,
    ) -> None:
        self.stdout = stdout
        self.stderr = stderr
        self._process = process
        self._ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(process.sentinel, self._collect, loop)

    @property
    def pid(self) -> int:
        pid = self._process.pid
        assert pid is not None
        return pid

    @property
    def returncode(self) -> int | None:
        """The exit code, or the negative number of the signal that ended it; None while it runs."""
        return self._process.exitcode

    async def wait(self) -> int:
        """Wait until it has ended, and give its exit code."""
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _collect(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.remove_reader(self._process.sentinel)
        self._process.join()
        self._ended.set()


async def fork_program(
    program: Callable[[], object],
    *arguments: str,
    environment: Mapping[str, str],
    log: Path | None = None,
) -> ForkedProgram:
    """Start a program in the current folder, with nothing on its standard input.

    Args:
        program: The function of a module that is the program.
        arguments: Of the command line, without the program's name.
        environment: All of its variables.
        log: The file to which its output is added; without one, read `stdout` and `stderr`.
    """
    pipes = [] if log else [_FORKS.Pipe(duplex=False) for _ in ("stdout", "stderr")]
    writers = [writer for _, writer in pipes]
    process = _FORKS.Process(
        target=_run, args=(program, arguments, dict(environment), log, writers), daemon=True
    )
    process.start()
    for writer in writers:
        writer.close()
    return ForkedProgram(process, *[await _read_from(reader) for reader, _ in pipes])


async def _read_from(pipe: "Connection[object, object]") -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    file = os.fdopen(os.dup(pipe.fileno()), "rb", buffering=0)
    pipe.close()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), file
    )
    return reader


def _run(
    program: Callable[[], object],
    arguments: tuple[str, ...],
    environment: dict[str, str],
    log: Path | None,
    pipes: "list[Connection[object, object]]",
) -> None:
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    written = (sys.stdout.fileno(), sys.stderr.fileno())
    if log is None:
        for pipe, number in zip(pipes, written, strict=True):
            os.dup2(pipe.fileno(), number)
            pipe.close()
    else:
        with log.open("ab") as file:
            for number in written:
                os.dup2(file.fileno(), number)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    program()


def _end_with_the_tests() -> None:
    tests = multiprocessing.parent_process()
    assert tests is not None
    wait([tests.sentinel])
    os.kill(os.getpid(), signal.SIGKILL)
