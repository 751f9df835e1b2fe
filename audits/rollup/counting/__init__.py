"""What is counted of an audit: read in four queries, each count with its unit and what was left out."""
