"""A return as a Word form, out and back: made, filled in without a connection, read again with nothing dropped."""
