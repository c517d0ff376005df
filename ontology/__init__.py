"""The second floor: the same knowledge as RDF, and as what other tools read."""
