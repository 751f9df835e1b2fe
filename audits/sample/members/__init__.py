"""Who is in a case, as facts without names."""
