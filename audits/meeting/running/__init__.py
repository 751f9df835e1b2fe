"""The meeting while it runs: how it begins, the shared screen, own views, actions for the child, the minutes."""
