"""Step 7: recommendations become owned, dated actions; evidence closes them."""
