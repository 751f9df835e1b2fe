"""Step 1: what is audited, why, by whom and with which tool and scale."""
