"""What grades the course: the course engine, the judge and its sandbox, the classroom, the reports."""
