"""Several audits side by side: what recurs, rounds of a theme, what changed since the last round."""
