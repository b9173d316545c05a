"""The hidden checks: one module per assignment, named by its slug, written in the words of autograder.checks."""
