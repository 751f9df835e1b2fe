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
    if same_share(percentage, numerator, denominator):
        return ""
    shown = (Decimal(100 * numerator) / Decimal(denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{numerator:,} of {denominator:,} is {shown}%; published as {plain(percentage)}%."


def plain(percentage: Any) -> str:
    """ "7" of 7.0, "13.5" of 13.5."""
    return f"{Decimal(str(percentage)).normalize():f}"


def same_share(percentage: Any, numerator: int, denominator: int) -> bool:
    """Whether a printed percentage is that of two numbers, rounded half up to as many places as it was printed with."""
    published = Decimal(str(percentage)).normalize()
    places = Decimal(1) if published == published.to_integral_value() else Decimal("0.1")
    exact = Decimal(100 * numerator) / Decimal(denominator)
    return exact.quantize(places, ROUND_HALF_UP) == published.quantize(places)


def beside(figure: Mapping[str, Any], counted: Mapping[str, Any] | None) -> str:
    """A sentence when what is counted here under the figure's key is another number: "Counted here: 3 of the 4 audits."

    One that was published as a percentage alone is compared by its percentage. A figure in words is not compared: it
    has nothing to differ from.
    """
    if counted is None or counted["numerator"] is None:
        return ""
    if figure["numerator"] is None:
        if figure["percentage"] is None or not counted["denominator"]:
            return ""
        same = same_share(figure["percentage"], counted["numerator"], counted["denominator"])
        return "" if same else f"Counted here: {counted['text']}; published as {plain(figure['percentage'])}%."
    same = figure["numerator"] == counted["numerator"]
    if figure["denominator"] is not None:
        same = same and figure["denominator"] == counted["denominator"]
    return "" if same else f"Counted here: {counted['text']}."


def is_compared(figure: Mapping[str, Any], counted: Mapping[str, Any] | None) -> bool:
    """Whether there is anything to set a published figure beside: its own percentage or a number counted here."""
    if figure["numerator"] is not None and figure["denominator"] and figure["percentage"] is not None:
        return True
    has_number = figure["numerator"] is not None or figure["percentage"] is not None
    return has_number and counted is not None and counted["numerator"] is not None
