"""WHAT: multi-agency case file audits, one folder a step, in the order of the work."""
