"""One agency merged into another: what points at it, what would move, what stands in the way."""
