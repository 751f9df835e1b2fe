"""Step 3: each involved agency audits its own records: answers, findings, voices, its grade of its own practice."""
