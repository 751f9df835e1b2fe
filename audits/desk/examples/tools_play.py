"""A tool and a scale of the example partnership's own, as its lead would make them from shipped ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from audits.desk.examples.stage import ExampleCast, noon
from audits.tools import acts as tool_acts
from audits.tools import part_acts as tool_part_acts
from audits.tools import scale_acts
from audits.tools.models import AuditTool, RatingScale, Standard


def tools_of_our_own(stage: ExampleCast) -> None:
    """A copy of the general tool with a question for looked-after children and a domain of its own; a retired scale."""
    by: dict[str, Any] = {"by": stage.lead, "now": noon(stage.today - timedelta(days=40))}
    general = AuditTool.objects.get(code="general-practice", edition=1)
    ours = tool_acts.copy_tool(general, **by, code="millbrook-general", name="Millbrook general audit")
    tool_part_acts.add_standard(
        ours, **by, domain=ours.domains.get(practice="VOICE"), asked_of=["CSC", "SCH", "SN"],
        text="Does the child know who to tell when something is wrong where they live now?",
        guidance="The record names the person, and the child was asked.",
        takes=Standard.Takes.YES_NO, only_if_id="CLA", on_short_form=True,
    )  # fmt: skip
    pathway = tool_part_acts.add_domain(
        ours, **by, practice=tool_part_acts.A_NEW_ONE, label="Use of the Millbrook pathway", compared_as="INTERV"
    )
    tool_part_acts.add_standard(
        ours, **by, domain=pathway, text="Was the pathway begun within two working days of the referral?",
        guidance="The date stands on its first page.", takes=Standard.Takes.YES_PARTLY_NO,
    )  # fmt: skip
    scale = scale_acts.copy_scale(
        RatingScale.objects.get(code="met3"), **by, code="millbrook-met", name="Met, partly, not yet"
    )
    scale_acts.set_scale_use(scale, **by, use=False)
