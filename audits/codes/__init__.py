"""The code lists as data, and the tables that hold them."""
