"""What a notebook of the course loads: `%load_ext autograder.notebook`.

It finds the course, and from then on the notebook works on the student's own package as it is on the disk: a saved
file is loaded anew before the next cell (`reload.py`), a blank that is not written stops with one sentence and the line
to go to (`stops.py`), and four commands are there (`magics.py`): `%task`, `%check`, `%hint`, `%borrow`.
"""

from __future__ import annotations

from typing import Any

from autograder.notebook.guesses import reveal
from autograder.notebook.session import begin, end

__all__ = ["load_ipython_extension", "reveal", "unload_ipython_extension"]


def load_ipython_extension(shell: Any) -> None:
    """Called by IPython."""
    begin(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Called by IPython."""
    end(shell)
