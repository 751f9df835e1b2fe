"""Tests of the reader of uploaded tables."""
