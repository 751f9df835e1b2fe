"""The returns one auditor has, over all audits."""
