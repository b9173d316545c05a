"""What is handed out to students beside the course's own files, and how it is put in its place."""
