"""A letter to a student: what is said (letter.py and what it is made of), as Markdown; html.py writes it as a page."""
