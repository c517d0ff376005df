"""The same things as linked data: which formats an endpoint offers, and the answer in the one a client likes best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from api.negotiation import JSON, preferred
from api.replies import public
from api.snapshot import snapshot_of
from ontology.formats import LINKED_DATA

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

FORMATS: Mapping[str, str] = {
    LINKED_DATA[name].media_type: name for name in ("json-ld", "turtle", "n-triples", "rdf-xml")
}
"""The format of each media type on offer besides JSON."""
SCHEMA_ORG = "schema-org"
_PROFILES = ('profile="https://schema.org"', 'profile="https://schema.org/"', 'profile="http://schema.org/"')
"""With JSON-LD: the client wants schema.org's terms."""
LINKED: dict[int | str, dict[str, object]] = {
    200: {
        "description": "As JSON, or as linked data of CPSV-AP 3.2.",
        "content": {media_type: {"schema": {"type": "string"}} for media_type in FORMATS},
    }
}
"""What such an endpoint says of its answers."""


def linked(request: Request, kind: str, code: str) -> Response | None:
    """What there is to say of something as linked data, None where the client likes JSON best.

    ``kind`` as in ``ontology.terms.iri_of``; services also in schema.org's terms, by the profile of JSON-LD.
    """
    accepted = request.headers.get("accept")
    media_type = preferred(accepted, (JSON, *FORMATS))
    if media_type is None or media_type == JSON:
        return None
    name = FORMATS[media_type]
    if kind == "service" and name == "json-ld" and any(profile in (accepted or "") for profile in _PROFILES):
        name = SCHEMA_ORG
    known = snapshot_of(request).catalogue
    body = LINKED_DATA[name].described(known, (kind, code))
    return public(request, body, etag=f'"{known.version}-{name}"', media_type=media_type)
