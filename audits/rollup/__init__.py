"""Step 5: children become counts, each with its unit, numerator, denominator and what was left out."""
