"""The vocabulary in which hidden checks are written: `check`, `law_check`, `student_law`, comparisons and strategies.

README.md beside this file is the guide, with examples that a test runs; `autograder check NAME` tries a check out.
"""

from autograder.checks import strategies
from autograder.checks.compare import Comparison, Difference, close, exact, same_error
from autograder.checks.registry import Check, CheckError, Variants, check, checks_of, law_check, student_law
from autograder.checks.scenario import Program, record
from autograder.checks.symbolic import RecordError

__all__ = [
    "Check",
    "CheckError",
    "Comparison",
    "Difference",
    "Program",
    "RecordError",
    "Variants",
    "check",
    "checks_of",
    "close",
    "exact",
    "law_check",
    "record",
    "same_error",
    "strategies",
    "student_law",
]
