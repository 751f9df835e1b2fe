"""Handing in a return: what stops it and what is advised, words that identify, sending back, accepting."""
