"""Judges a student's work: draws the examples, runs them on both sides of the fence, compares, scores, keeps records.

    bundle = make_bundle(course, assignments, private, level)
    with Grader(bundle, level) as grader:
        records = grader.grade(files)

It never imports student code and trusts nothing that comes back but its form.
"""
