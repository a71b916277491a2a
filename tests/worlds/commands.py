"""The ``llamkay`` command within this process: nothing of it may reach a database that the test did not ask for."""

import io
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from llamkay import cli


class Answer(NamedTuple):
    """What a command printed and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def answer(folder: Path, *words: str) -> Answer:
    """What ``llamkay WORDS`` answers in the folder."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with chdir(folder), redirect_stdout(out), redirect_stderr(err), patch.object(sys, "argv", ["llamkay", *words]):
        try:
            cli.main()
        except SystemExit as stop:
            status = int(stop.code or 0)
    return Answer(status, out.getvalue(), err.getvalue())
