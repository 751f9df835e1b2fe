"""The activity log of one audit."""
