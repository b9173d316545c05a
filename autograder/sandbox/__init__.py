"""Runs a student's code where it can decide nothing: a codec, a fence, a warm parent and a worker.

    with WarmParent(probe().level) as parent, parent.spawn(Limits()) as child:
        child.request({"do": "load", "files": files}, seconds=10)

This package knows nothing of judges, checks, courses or classrooms.
"""
