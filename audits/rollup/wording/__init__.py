"""The sentences: how a number, a grade, a child's age is said."""
