"""Whom to ring now when a child may be at risk."""
