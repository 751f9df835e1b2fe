"""Filling in a return: what is asked, answers, findings, what is kept while somebody writes, side by side."""
