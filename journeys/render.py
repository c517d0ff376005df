"""A bundle as JSON bytes."""

from journeys.bundle import answer_json as bundle_bytes

__all__ = ["bundle_bytes"]
