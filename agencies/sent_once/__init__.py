"""A form that comes twice is carried out once."""
