"""Carrying out what a form asks for: a refusal stays on the form, a clash shows both texts, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from audit_project.forms import AuditForm
from audit_project.refused import Refused, Stale


def carry_out(form: AuditForm, act: Callable[[], Any]) -> bool:
    """Run the act; True when it was done. Otherwise the form says why, and on a clash holds the rows to compare and
    the version that saving again will replace."""
    try:
        act()
    except Stale as clash:
        form.conflict_rows = conflict_rows(form, clash)  # type: ignore[attr-defined]
        data: Any = form.data.copy()  # type: ignore[attr-defined]
        data[form.add_prefix("version")] = str(clash.version)
        form.data = data
        form.add_error(None, "Someone else saved this first. Choose what to keep, then save again.")
        return False
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


def conflict_rows(form: AuditForm, clash: Stale) -> list[dict[str, str]]:
    """Field by field what stands now and what the person typed, in words, where the two differ."""
    rows = []
    for name, theirs in clash.theirs.items():
        if name not in form.fields or theirs == clash.yours.get(name):
            continue
        label = str(form.fields[name].label or name)
        yours = clash.yours.get(name)
        rows.append({"label": label, "theirs": in_words(form, name, theirs), "yours": in_words(form, name, yours)})
    return rows


def in_words(form: AuditForm, name: str, value: Any) -> str:
    """A value as the page says it."""
    if value is None or value == "":
        return "Nothing"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, models.Model):
        return str(value)
    choices = dict(getattr(form.fields[name], "choices", ()) or ())
    return str(choices.get(value, value))
