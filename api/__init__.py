"""Third floor: journeys over HTTP."""
