"""Agencies and their services, and the mail domains a link may be sent to: the administrator's lists."""
