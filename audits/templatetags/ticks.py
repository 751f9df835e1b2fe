"""Whether a box of a grid was ticked when its page is shown again."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def ticked(kept: set[str], name: str, value: Any) -> bool:
    """`kept` holds "name:value" of every box that was sent."""
    return f"{name}:{value}" in kept
