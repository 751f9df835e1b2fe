"""Which cases are brothers and sisters."""
