"""Step 2: the cases, the children and adults in them, their context, and which agencies know them."""
