"""What an agency recommends after its own audit of the records, and what it has done already."""
