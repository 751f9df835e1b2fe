"""Finds words in a text that would identify somebody: numbers and addresses that must go, names to look at once more.

Nothing here reads the database but `known`, and nothing writes what it found anywhere.
"""
