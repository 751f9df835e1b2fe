"""A case that leaves the audit, at any stage, with its reason."""
