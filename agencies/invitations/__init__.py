"""Invitations by e-mail to become a person with one role in one agency."""
