"""Compare a finished build with its posts and with the rules of the ontology."""
