"""Which agency knows which child: asking many at once, answering a page at a time, telling contacts."""
