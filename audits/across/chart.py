"""The line of one theme over rounds that are alike, as a picture with its own address.

The picture holds references and percentages alone: the theme's words and the table stand on the page beside it. pygal
writes a script and a style sheet into its picture; the script is taken out, and the style sheet is the only thing that
the picture's own content policy lets through, by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pygal
from lxml import etree
from pygal.style import Style

from audits.across.rounds import Stood, why_no_line
from audits.rollup.wording.amounts import percentage

# pygal hangs a finder of its plug-ins into the import system, of a kind that Python no longer asks without a warning.
# We use none of them, so it goes again.
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

SVG = "http://www.w3.org/2000/svg"
WIDTH, HEIGHT, VALUE_SIZE = 800, 400, 20
STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#0b0c0c",
    foreground_strong="#0b0c0c",
    foreground_subtle="#484949",
    colors=("#1d4f91",),
    value_colors=("#0b0c0c",),
    guide_stroke_color="#b1b4b6",
    major_guide_stroke_color="#b1b4b6",
    opacity="1",
    stroke_opacity="1",
    stroke_width="4",
    transition="0s",
    font_family="sans-serif",
    label_font_size=18,
    major_label_font_size=18,
    value_font_size=VALUE_SIZE,
)


@dataclass(frozen=True)
class Picture:
    """The bytes of a picture and the content policy that it is served under."""

    svg: bytes
    policy: str


def line_of(rounds: Sequence[Stood]) -> Picture:
    """The picture of these rounds, oldest first. Raises ValueError where a line may not be drawn."""
    if why_no_line(rounds):
        raise ValueError(why_no_line(rounds))
    chart = pygal.Line(
        style=STYLE, js=(), show_legend=False, range=(0, 100), width=WIDTH, height=HEIGHT, margin=24, dots_size=7,
        print_values=True, formatter=in_percent, disable_xml_declaration=True, truncate_label=-1, explicit_size=True,
        y_labels=[{"value": value, "label": in_percent(value)} for value in (0, 25, 50, 75, 100)],
    )  # fmt: skip
    # An empty place on either side, so that no dot and no reference stands on the edge.
    chart.x_labels = ["", *(one.reference for one in rounds), ""]
    chart.add("", [None, *(percentage(one.found.numerator, one.n) for one in rounds), None])
    return clean(chart.render_tree())


def in_percent(value: float) -> str:
    return f"{value:.0f}%"


def clean(root: Any) -> Picture:
    """Without scripts and comments; with the policy that allows its style sheet and nothing else."""
    for node in [node for node in root.iter() if node.tag in (etree.Comment, f"{{{SVG}}}script", "script")]:
        node.getparent().remove(node)
    for node in root.iter():
        for said in filter(None, node.attrib.pop("style", "").split(";")):  # as attributes, which no policy stops
            name, _, value = said.partition(":")
            node.set(name.strip(), value.strip())
    for node in root.iter(f"{{{SVG}}}text", "text"):
        if node.get("class") == "value":  # above its dot; pygal writes it below, to the right, over the line
            node.set("x", str(float(node.get("x")) - VALUE_SIZE))
            node.set("y", str(float(node.get("y")) - 2 * VALUE_SIZE))
            node.set("text-anchor", "middle")
    svg: bytes = etree.tostring(root, encoding="utf-8")
    sheets = [node.text or "" for node in root.iter(f"{{{SVG}}}style", "style")]
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in sheets)
    policy = f"default-src 'none'; style-src {hashes}; sandbox; frame-ancestors 'none'; base-uri 'none'"
    return Picture(svg, policy)
