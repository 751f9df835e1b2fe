"""Audit tools and rating scales: the questions that are asked, and how practice is graded, as data."""
