"""Step 6: the seven slots of a briefing, checked for disclosure, signed off by two people, published, frozen."""
