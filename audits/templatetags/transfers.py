"""What "How information is handled" says of the names: by which route they go, how many were sent, what is sealed."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from audits.sample.own_reference.queries import sealed_for_agencies
from audits.sample.transfers.listed import counted_transfers

register = template.Library()


@register.inclusion_tag("sample/transfers/how_names_go.html")
def how_names_go(audit: Any) -> dict[str, Any]:
    """The sentences; two queries."""
    told = {"counted": counted_transfers(audit), "shares": settings.SHARE_IDENTIFYING_LINES}
    return told | sealed_for_agencies(audit)
