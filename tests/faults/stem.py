"""A process that has read the program already and copies itself for each command: what is killed is at work.

A command of ``llamkay`` spends seconds on reading itself before it does anything, and a kill at a moment by chance
mostly hit that. A copy begins with the work, by the same words, under the same environment, as a process of its own.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SCRIPT = """
import json, os, sys
import django.core.management, llamkay.cli.keeping, llamkay.cli.running
from llamkay.cli import main
if sys.argv[1]:
    llamkay.cli.running.setup(sys.argv[1], any_tables=True)
for line in sys.stdin:
    words, out, err = json.loads(line)
    if not (copy := os.fork()):
        for number, (path, how) in enumerate([(os.devnull, os.O_RDONLY), (out, os.O_WRONLY), (err, os.O_WRONLY)]):
            os.dup2(os.open(path, how), number)
        sys.argv = ["llamkay", *words]
        exec(words[1], {"__name__": "__main__"}) if words[0] == "-c" else main()
        sys.exit()
    print(copy, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]), flush=True)
"""


class Done(NamedTuple):
    status: int | None  # none: killed
    out: str
    err: str


class Stem:
    def __init__(self, environment: dict[str, str], role: str, folder: Path) -> None:
        """``role``: whose login the commands use, read beforehand; with none they begin where there is nothing yet."""
        self.out, self.err = folder / f"stem-{role}.out", folder / f"stem-{role}.err"
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", SCRIPT, role],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def run(self, words: Sequence[str], *, killed_after: float | None = None) -> Done:
        """Do one command to its end, or kill it outright after so many seconds."""
        assert self.process.stdin and self.process.stdout
        self.out.write_text("")
        self.err.write_text("")
        self.process.stdin.write(json.dumps([words, str(self.out), str(self.err)]).encode() + b"\n")
        copy = int(self.process.stdout.readline())
        ended = select.select([self.process.stdout], [], [], killed_after)[0]
        if not ended:
            os.kill(copy, signal.SIGKILL)
        status = int(self.process.stdout.readline())
        return Done(status if ended else None, self.out.read_text(), self.err.read_text())

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(60)
