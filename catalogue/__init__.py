"""Ground floor: what the services are. Models, codes, rules, reading and checking; knows nothing of journeys."""
