"""A link and a code that open one return to somebody without an account."""
