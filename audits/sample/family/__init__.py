"""Whether a case's family is asked for its views."""
