"""The student's loop, which `tt` shows: watch, run the public tests, explain what fails, unlock, reset, hand in.

    workspace = open_workspace(Path.cwd())   the student's folder
    Runner(workspace).run(assignment)        runs public tests in a process that may hang or die
    Progress(runner).refresh(assignments)    a verdict per blank, remembered while the code stays as it was
    Watch(progress, changes).scenes()        one screen after another, as files are saved

Nothing here prints, and nothing here knows of hidden checks; it stands on autograder.course alone.
"""
