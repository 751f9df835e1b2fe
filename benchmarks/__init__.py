"""What the application costs: counts and ratios, measured in one run (benchmarks/README.md)."""
