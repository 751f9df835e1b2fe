"""Which child a return is about, for the auditor who holds it."""
