"""People, their roles, and how they leave."""
