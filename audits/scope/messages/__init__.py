"""Who is written to about an audit, and what was sent."""
