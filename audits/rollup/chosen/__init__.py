"""The sentences that a lead chose to say besides."""
