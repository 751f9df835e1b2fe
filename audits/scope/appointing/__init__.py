"""A lead for an audit that has none, or whose only lead leaves: proposed by one person, confirmed by another."""
