"""Where an audit and each of its cases stand, and what is in the way."""
