"""Words that would identify somebody: found while they are typed, listed before a return is submitted."""
