"""Kinds of answer: which answers a question takes, how one is asked, read, kept and said. A kind is one class."""
