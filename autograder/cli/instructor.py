"""`autograder`, the instructor's command: `main` runs it; instructor_commands.py lists what there is.

Exit codes: 0 done, 1 the work falls short, 2 wrong use, 3 our fault, 130 stopped, 141 nobody reads the output.
All the rest is loaded inside `main`, so that Ctrl-C is answered alike while it loads.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `autograder`; an error that a person is meant to read is one sentence, never a traceback."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        from autograder.cli.instructor_errors import run

        code = run(words)
    except KeyboardInterrupt:
        resumed = next((word for word in words if not word.startswith("-")), "") in ("grade", "regrade")
        print(f"autograder: stopped{'; the same command goes on where it was' if resumed else ''}.", file=sys.stderr)
        code = STOPPED
    sys.exit(code)


if __name__ == "__main__":
    main()
