"""The draw: from a list of children to the cases of an audit, so that whoever has the list can do it again."""
