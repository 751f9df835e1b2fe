"""An agency that is published only as its sector is named in no file of a briefing."""

from __future__ import annotations

import pytest

from agencies.models import Agency
from audit_project.refused import Refused
from audits.briefing import acts, editing
from audits.briefing.models import Briefing, Edition, Statement
from audits.returns.models import AgencyReturn
from audits.scope.models import Audit
from tests.briefing.conftest import seen
from tests.conftest import NOW, Cast, open_return

pytestmark = pytest.mark.django_db


def published(reporting: Audit, cast: Cast) -> str:
    """Every file of the briefing that two people have published, as one text."""
    briefing: Briefing = acts.draft(reporting, by=cast.lead, now=NOW)
    acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    acts.publish(briefing, by=cast.safeguarding_lead, now=NOW, seen=seen(briefing))
    edition = Edition.objects.get()
    return str(edition.content) + " ".join(
        bytes(file.content).decode("utf-8", "replace") for file in edition.files.all()
    )


@pytest.fixture
def took_part(reporting: Audit, cast: Cast) -> Audit:
    for agency, auditor in ((cast.police, cast.police_auditor), (cast.school_nursing, cast.trust_contact)):
        returned = open_return(reporting.cases.get(number=1), agency, auditor)
        AgencyReturn.objects.filter(pk=returned.pk).update(state="accepted", submitted_at=NOW, submitted_by=auditor)
    return reporting


def test_an_agency_is_named_where_its_sector_is(took_part: Audit, cast: Cast) -> None:
    said = published(took_part, cast)
    assert "Example Police" in said
    assert "Example Healthcare Trust" in said


def test_one_that_is_published_only_as_its_sector_is_not(took_part: Audit, cast: Cast) -> None:
    Agency.objects.filter(pk__in=(cast.police.pk, cast.trust.pk)).update(only_by_sector=True)
    said = published(took_part, cast)
    assert "Example Police" not in said
    assert "Example Healthcare Trust" not in said
    assert cast.police.sector.label in said


def test_a_draft_says_that_an_agency_is_no_longer_named(took_part: Audit, cast: Cast) -> None:
    """The sentence drafted before is behind its numbers, so it cannot go out as it stands."""
    briefing: Briefing = acts.draft(took_part, by=cast.lead, now=NOW)
    Agency.objects.filter(pk=cast.police.pk).update(only_by_sector=True)
    acts.draft(took_part, by=cast.lead, now=NOW)
    said = " ".join(Statement.objects.filter(section__briefing=briefing).values_list("text", flat=True))
    assert "Example Police" not in said


def test_a_draft_from_before_does_not_go_out_with_the_name(took_part: Audit, cast: Cast) -> None:
    briefing: Briefing = acts.draft(took_part, by=cast.lead, now=NOW)
    acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    Agency.objects.filter(pk=cast.police.pk).update(only_by_sector=True)
    with pytest.raises(Refused, match="The data have changed since this was drafted"):
        acts.publish(briefing, by=cast.safeguarding_lead, now=NOW, seen=seen(briefing))
    assert not Edition.objects.exists()


def test_a_sentence_that_somebody_edited_is_looked_at_again(took_part: Audit, cast: Cast) -> None:
    briefing: Briefing = acts.draft(took_part, by=cast.lead, now=NOW)
    who = Statement.objects.get(section__briefing=briefing, key="agencies")
    editing.edit_statement(who, by=cast.lead, now=NOW, version=1, text="Example Police took part, and others.")
    Agency.objects.filter(pk=cast.police.pk).update(only_by_sector=True)
    with pytest.raises(Refused, match="Confirm that the words still hold"):
        acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
