"""Enters three earlier rounds from paper, and matches their themes to those of A-2023-01 through the acts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from audits.across import acts as practice_acts
from audits.actions.judging import judge
from audits.desk.examples import familial_2023 as familial
from audits.desk.examples.stage import ExampleCast, noon
from audits.desk.packs.load import load
from audits.meeting.models import Theme

PACKS = Path(__file__).parent / "packs"
ROUNDS = ("R-2020-01", "R-2021-01", "R-2022-01")
ENTERED, MATCHED = noon(date(2024, 1, 8)), noon(date(2024, 1, 15))
# How each is called where audits are read side by side.
FOLLOWED = {
    "plans": "Multi-agency plans stand still while the police investigate",
    "escalation": "Disagreements between professionals are not escalated",
    "school-planning": "Schools take part in planning for the child",
}


def earlier_rounds(stage: ExampleCast) -> None:
    """Three rounds of twelve children. The other themes of A-2023-01 wait to be matched."""
    packs = [json.loads((PACKS / f"{reference}.json").read_text(encoding="utf-8")) for reference in ROUNDS]
    # The first has no lead any more: the page of audits without one shows what is done then.
    leads = (None, stage.lead, stage.lead)
    audits = [load(pack, by=stage.lead, now=ENTERED, lead=lead) for pack, lead in zip(packs, leads, strict=True)]
    guardian = stage.people["guardian"]
    statements = {key: statement for key, _, statement, *_ in familial.THEMES}
    for key, words in FOLLOWED.items():
        first = Theme.objects.get(audit__reference=familial.REFERENCE, statement=statements[key])
        practice = practice_acts.begin(first, by=guardian, now=MATCHED, statement=words)
        said = {theme["statement"] for pack in packs for theme in pack["themes"] if theme["key"] == key}
        for theme in Theme.objects.filter(audit__in=audits, statement__in=said).order_by("pk"):
            practice_acts.say(theme, practice, "same", by=guardian, now=MATCHED)
    latest, before = audits[-1], audits[-2]
    statement = next(theme["statement"] for theme in packs[-1]["themes"] if theme["key"] == "plans")
    plans = Theme.objects.get(audit=latest, statement=statement)
    judge(
        latest, before, f"theme:{plans.uid}", by=guardian, now=MATCHED, change="developing",
        why="Plans now say who sees the child. Dates for looking at them again are still missing.",
    )  # fmt: skip
