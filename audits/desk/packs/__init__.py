"""Audit packs: one audit as JSON, out of one installation and into another. docs/audit-pack.md describes the format."""
