"""What `tt bench` runs: one training step, measured in turn in one run, by this package and by others.

A benchmark is a module here with `TITLE`, `contestants(root)` and what they share; each contestant is a process of its
own, so that no library's threads or memory disturb another's. Numbers are shown as ratios, with how steady they were.
"""

from __future__ import annotations

from autograder.bench.show import main

__all__ = ["main"]
