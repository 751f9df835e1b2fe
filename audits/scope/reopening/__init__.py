"""Going back a stage, and why."""
