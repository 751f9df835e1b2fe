"""The returns of an audit as a list: narrowed, and those that pass every check."""
