"""A new assignment that already works, to be changed into one's own: `make(course, folder, title)`."""
