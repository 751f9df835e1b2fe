"""How an audit's information is handled, how long it is kept, a legal hold."""
