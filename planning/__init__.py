"""Second floor: planning. What is done twice, for whole lists of services and applications."""
