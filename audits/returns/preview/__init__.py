"""A tool's return as an auditor would see it."""
