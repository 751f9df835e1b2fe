"""Finds words in a text that would identify somebody: numbers and addresses that must go, names to look at once more.

`find` reads one text; `looking` is the look through many before they go further, `forms` the tick under its list, and
`telling` the quiet line after a save. Nothing here reads the database but `known`, and nothing writes what it found.
"""
