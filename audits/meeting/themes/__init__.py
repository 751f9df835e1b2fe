"""Themes across the cases of an audit: sorted, merged, carried into a re-audit."""
