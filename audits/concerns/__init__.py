"""Immediate concerns: a child may be at risk now. They wait for no return and no meeting."""
