"""The course as data: what is in it, and all that is generated from it.

    course = load_course(root)               manifest.py, which reads assignments/*/assignment.toml into model.py
    plan(course)                             build.py: stubs, faces, notebooks and the README's tables, as bytes

Every other room may stand on this one; it knows none of them.
"""
