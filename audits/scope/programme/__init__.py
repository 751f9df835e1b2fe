"""The yearly programme: which audits are planned, why, for whom, in which quarter."""
