"""The shapes that the pictures are made of, as SVG: no script, no style attribute, nothing from elsewhere.

An element tree writes them, so that no text of a person can become markup. A picture that stands on a page beside its
words is hidden from readers of the screen; one that stands alone carries its title and its description.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.safestring import SafeString, mark_safe

NAMESPACE = "http://www.w3.org/2000/svg"
INK, PAPER, LINE, MARK = "#0b0c0c", "#ffffff", "#858686", "#0b4f6c"
# As static_src/_grades.scss has them: blue to orange, from the best to the weakest.
TONES = {1: "#9cc7ea", 2: "#d3e6f6", 3: "#f3f1ea", 4: "#fcdcbc", 5: "#f2a25c"}


def shape(tag: str, **attributes: object) -> Element:
    """One element; `stroke_width` becomes stroke-width."""
    return Element(tag, {name.replace("_", "-"): str(value) for name, value in attributes.items()})


def text(words: str, x: float, y: float, size: int = 16, **attributes: object) -> Element:
    found = shape("text", x=x, y=y, font_size=size, fill=INK, **attributes)
    found.text = words
    return found


def moved(marks: Iterable[Element], x: float, y: float) -> Element:
    """The marks as one group, put somewhere else."""
    group = shape("g", transform=f"translate({x:g} {y:g})")
    group.extend(marks)
    return group


def beside_words(marks: Iterable[Element], width: float, height: float) -> SafeString:
    """A picture within the words that say the same."""
    root = drawing(width, height)
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    root.extend(marks)
    return mark_safe(tostring(root, encoding="unicode"))  # noqa: S308 (an element tree has escaped it)


def standing_alone(marks: Iterable[Element], width: float, height: float, title: str, says: str) -> bytes:
    """A picture as a file of its own."""
    root = drawing(width, height)
    root.set("xmlns", NAMESPACE)
    root.set("role", "img")
    root.set("font-family", "Arial, Helvetica, sans-serif")
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = says
    root.append(shape("rect", width="100%", height="100%", fill=PAPER))
    root.extend(marks)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def drawing(width: float, height: float) -> Element:
    return shape("svg", viewBox=f"0 0 {width:g} {height:g}", width=f"{width:g}", height=f"{height:g}")
