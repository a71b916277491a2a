"""The process that makes one paper and ends: its order on standard input, the PDF on standard output.

Run by ``render.py`` as a plain file, so that it loads Typst and nothing of the house. It ends with whoever ordered the
paper, also when that process is killed, and after ``seconds`` whatever happens.
"""

import json
import math
import os
import select
import signal
import sys
import threading
from pathlib import Path

REFUSED = 3  # the exit status when Typst refuses the template; what it says is on standard error


def main() -> int:
    import typst  # here, so that who orders a paper does not load it

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the server, which lets go of this process
    order = json.load(sys.stdin.buffer)
    signal.alarm(math.ceil(order["seconds"]) + 1)  # the kernel ends this process even where Python no longer runs
    threading.Thread(target=_end_with_the_reader, daemon=True).start()
    template = Path(order["template"])
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(Path(__file__).with_name("fonts"))])
    try:
        pdf = typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=fonts,
            format="pdf",
            sys_inputs={"data": order["data"]},
            # Archives (PDF/A) and people who cannot see (PDF/UA-1) in one file.
            pdf_standards=[order["archive"], "ua-1"],
            timestamp=order["at"],
        )
    except typst.TypstError as error:
        print(error, file=sys.stderr)
        return REFUSED
    sys.stdout.buffer.write(pdf)
    return 0


def _end_with_the_reader() -> None:
    """End at once when nobody holds the other end of standard output: there is no one to make the paper for."""
    watch = select.poll()
    watch.register(sys.stdout.fileno(), 0)  # errors are always told
    watch.poll()
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
