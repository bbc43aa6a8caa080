"""What things are: records, vocabulary, addresses and identifiers, and the account of a build."""
