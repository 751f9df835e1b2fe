"""The form that is being carried out now: used up by the first act that the journal writes of it."""

from __future__ import annotations

from contextvars import ContextVar

from agencies.models import SentForm

# What the journal says of somebody who looked, tried or took a file: asked for again, it is given again.
LOOKS = frozenset(
    {
        "read", "refused", "signed_in", "signed_out", "sign_in_failed", "exported", "opened_key",
        "opened_own_reference", "opened_lines", "opened_link", "wrong_code",
    }
)  # fmt: skip

# What it says of something new. Sent again with other words, such a form would make another.
MAKES = frozenset(
    {
        "added", "drew", "raised_concern", "added_to_concern", "recorded_progress", "gave_role", "joined_team",
        "invited", "sent_link", "reminded", "themed", "sent_names",
    }
)  # fmt: skip

# For the time of one request.
UNDER_WAY: ContextVar[SentForm | None] = ContextVar("form_under_way", default=None)


def note_act(verb: str) -> None:
    """An act is being written in the journal: the form that it came by is used up with it, in the act's transaction."""
    form = UNDER_WAY.get()
    if form is None or verb in LOOKS:
        return
    form.made = form.made or verb in MAKES
    if form.pk is None:
        form.save(force_insert=True)


def leads_to(address: str) -> None:
    """Where a form leads that is answered by a page which is shown once: whoever sends it again comes there."""
    form = UNDER_WAY.get()
    if form is not None:
        form.led_to = address
