"""An audit beside an earlier round: what is alike, what changed, and whether that is better."""
