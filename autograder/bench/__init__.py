"""What `tt bench` runs: small programs, measured in turn in one run, by this package and by others.

A module here that holds a BENCHMARK names what is measured and who takes part. Each contestant is a process of its own,
so that no library's threads or memory disturb another's. Numbers are shown as ratios, with how steady they were.
"""

from __future__ import annotations

from autograder.bench.show import main

__all__ = ["main"]
