"""How people sign in, once and again, and how a password is chosen."""
