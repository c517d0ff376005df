"""First floor: the journeys. The graph, eligibility, bundles: what a life calls for, for one person."""
