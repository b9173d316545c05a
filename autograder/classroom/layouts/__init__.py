"""How hand-ins lie in what an instructor has: `recognise.class_in(path)` finds out which way.

    canvas       Canvas's "Download Submissions", folder or zip
    moodle       Moodle's "Download all submissions", folder or zip, one folder per student or flat
    nbgrader     submitted/STUDENT/ASSIGNMENT/, with timestamp.txt
    github       a folder of checkouts, as GitHub Classroom exports them
    gradescope   an export with submission_metadata.yml
    plain        one zip, tar or folder per student; a folder of archives is several attempts
    one          a single zip, tar, folder or checkout

A layout is recognised by what the platform or the instructor named, never by what lies inside one student's work.
"""
