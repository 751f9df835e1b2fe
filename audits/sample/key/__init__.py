"""The key: where the list of who each case is stands, sealed references, and each opening."""
