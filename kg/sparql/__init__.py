"""What a query says, before anybody evaluates it."""
