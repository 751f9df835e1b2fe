"""A figure as it was published, beside what its own numbers come to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


def mismatch(figure: Mapping[str, Any]) -> str:
    """A sentence when a published percentage is not that of its own count: "44 of 325 is 13.5%; published as 7%."."""
    numerator, denominator, percentage = figure["numerator"], figure["denominator"], figure["percentage"]
    if numerator is None or not denominator or percentage is None:
        return ""
    published = Decimal(str(percentage)).normalize()
    exact = Decimal(100 * numerator) / Decimal(denominator)
    places = Decimal(1) if published == published.to_integral_value() else Decimal("0.1")
    if exact.quantize(places, ROUND_HALF_UP) == published.quantize(places):
        return ""
    shown = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{numerator:,} of {denominator:,} is {shown}%; published as {published:f}%."


def beside(figure: Mapping[str, Any], counted: Mapping[str, Any] | None) -> str:
    """A sentence when what is counted here under the figure's key is another number: "Counted here: 3 of the 4 audits."

    A figure in words or without a count is not compared: it has nothing to differ from.
    """
    if counted is None or figure["numerator"] is None:
        return ""
    same = figure["numerator"] == counted["numerator"]
    if figure["denominator"] is not None:
        same = same and figure["denominator"] == counted["denominator"]
    return "" if same else f"Counted here: {counted['text']}."
