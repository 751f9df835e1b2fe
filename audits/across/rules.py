"""Who reads what recurs across audits, and who may say that themes of two audits are the same."""

from __future__ import annotations

from functools import partial

from agencies.models import Person
from audit_project.refused import Refused, allowed
from audits.across.models import PracticeTheme
from audits.across.queries import FOLLOW_PRACTICE, WORKED_THROUGH
from audits.meeting.models import Theme
from audits.scope.models import Audit
from audits.scope.rules import leads

READERS = (*FOLLOW_PRACTICE, "agency_contact")
KEEPERS = ("audit_lead", "safeguarding_lead")


def check_can_read_practice(person: Person, row: PracticeTheme | None = None) -> None:
    """Leads, safeguarding leads and scrutineers; an agency contact reads their agency's part."""
    if not person.standing().has(*READERS):
        raise Refused("Only leads, scrutineers and agency contacts read what recurs across audits.")


def check_follows(person: Person, row: PracticeTheme | None = None) -> None:
    """The whole of it, audit beside audit: not for an agency's contact."""
    if not person.standing().has(*FOLLOW_PRACTICE):
        raise Refused("Only leads and scrutineers set audits side by side.")


def check_can_keep(person: Person, row: PracticeTheme | None = None) -> None:
    """Themes across audits are worded and merged by an audit lead or a safeguarding lead."""
    if not person.standing().has(*KEEPERS):
        raise Refused("Only an audit lead or a safeguarding lead can change the themes across audits.")


def check_can_match(person: Person, theme: Theme) -> None:
    """An audit's theme is matched by the audit's lead or a safeguarding lead, once its findings are agreed."""
    if not person.standing().has("safeguarding_lead") and not leads(person, theme.audit):
        raise Refused("Only the lead of this audit or a safeguarding lead can match its themes.")
    if theme.audit.state not in WORKED_THROUGH and theme.audit.origin != Audit.Origin.RECORDED:
        raise Refused("Themes are matched once the audit’s meetings are over.")
    if theme.audit.is_dip_sample:
        raise Refused("A dip sample agrees no findings, so its themes are not matched.")


can_keep = partial(allowed, check_can_keep)
can_match = partial(allowed, check_can_match)
can_follow = partial(allowed, check_follows)
