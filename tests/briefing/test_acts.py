"""Drafting, editing, confirming, two people, frozen editions: what the acts of a briefing do and refuse."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import ProgrammingError, transaction

from agencies.models import JournalEntry
from audit_project.refused import Refused, Stale
from audits.briefing import acts
from audits.briefing.current import current
from audits.briefing.models import Briefing, Edition, EditionFile, Statement
from audits.briefing.rendering import as_text, content_of
from audits.meeting.models import AgreedFinding
from audits.rollup.acts import override_fact
from audits.scope.models import Audit
from tests.briefing.conftest import another_case, seen
from tests.conftest import NOW, Cast

pytestmark = pytest.mark.django_db


def reload(statement: Statement) -> Statement:
    return Statement.objects.select_related("section__briefing__audit").get(pk=statement.pk)


def words(audit: Audit) -> str:
    return as_text(content_of(current(audit), "published"))


def publish(briefing: Briefing, cast: Cast, **how: bool) -> Edition:
    acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    return acts.publish(briefing, by=cast.safeguarding_lead, now=NOW, seen=seen(briefing), **how)


def test_seven_parts_are_drafted_in_reading_order(briefing: Briefing) -> None:
    text = words(briefing.audit)
    places = [text.index(f"\n{n}. ") for n in range(1, 8)]
    assert places == sorted(places)
    parts = {section.slot: [row.text for row in section.statements.all()] for section in briefing.sections.all()}
    assert parts[1] == ["First reason.", "Second reason."]
    assert parts[2][0].startswith("We looked closely at the work with 2 randomly selected children")
    assert any("graded requires improvement" in row for row in parts[2])
    assert parts[3] == ["In 1 of the 2 audits: Schools shared what they saw."]
    assert parts[4] == ["In 1 of the 2 audits: Plans came late."]
    assert parts[5]
    assert parts[6]
    assert parts[7] == []


def test_a_sentence_knows_its_cases_and_findings(plans_late: Statement) -> None:
    assert plans_late.cases == [1]
    assert plans_late.findings == [str(AgreedFinding.objects.get(kind="develop").uid)]


def test_small_numbers_about_a_child_are_words_until_somebody_decides(reporting: Audit, cast: Cast) -> None:
    assert "aged 9" not in words(reporting)
    override_fact(reporting, by=cast.safeguarding_lead, now=NOW, fact="members.age", reason="Agreed for print.")
    assert "aged 9" in words(reporting)


@pytest.mark.parametrize("who", ["other_lead", "panel", "scrutineer", "safeguarding_lead", "superuser", "reader"])
def test_only_the_lead_drafts(reporting: Audit, cast: Cast, who: str) -> None:
    with pytest.raises(Refused, match="Only the audit's lead"):
        acts.draft(reporting, by=getattr(cast, who), now=NOW)
    assert not Briefing.objects.exists()


def test_drafting_again_replaces_what_nobody_edited(briefing: Briefing, plans_late: Statement, cast: Cast) -> None:
    another_case(briefing.audit, cast)
    assert current(briefing.audit).out_of_date
    acts.draft(briefing.audit, by=cast.lead, now=NOW)
    row = reload(plans_late)
    assert row.text != plans_late.text
    assert row.text.endswith("Plans came late.")
    assert (row.cases, row.version) == ([1, 3], 2)
    assert not current(briefing.audit).out_of_date


def test_an_edited_sentence_is_kept_marked_and_warned_about(
    briefing: Briefing, plans_late: Statement, cast: Cast
) -> None:
    acts.edit_statement(plans_late, by=cast.lead, now=NOW, version=1, text="In our one audit the plan was late.")
    assert reload(plans_late).is_edited
    assert not current(briefing.audit).waiting
    another_case(briefing.audit, cast)
    acts.draft(briefing.audit, by=cast.lead, now=NOW)
    assert reload(plans_late).text == "In our one audit the plan was late."
    assert [line.text for line in current(briefing.audit).waiting] == ["In our one audit the plan was late."]
    with pytest.raises(Refused, match="one edited sentence have changed"):
        acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    acts.accept_data(reload(plans_late), by=cast.lead, now=NOW)
    assert not current(briefing.audit).waiting
    assert reload(plans_late).text == "In our one audit the plan was late."
    acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))


def test_a_withdrawn_override_is_a_change_to_edited_words(reporting: Audit, cast: Cast) -> None:
    """Edited words may hold a number that was only let through by the override."""
    row = override_fact(reporting, by=cast.safeguarding_lead, now=NOW, fact="members.age", reason="Agreed for print.")
    acts.draft(reporting, by=cast.lead, now=NOW)
    age = Statement.objects.select_related("section__briefing__audit").get(key="members.age")
    acts.edit_statement(age, by=cast.lead, now=NOW, version=1, text="The child was 9 years old.")
    assert not current(reporting).waiting
    type(row).objects.filter(pk=row.pk).update(withdrawn_at=NOW, withdrawn_by=cast.safeguarding_lead)
    assert [line.text for line in current(reporting).waiting] == ["The child was 9 years old."]


def test_the_drafted_words_can_be_taken_again(plans_late: Statement, cast: Cast) -> None:
    acts.edit_statement(plans_late, by=cast.lead, now=NOW, version=1, text="Mine.")
    acts.restore(reload(plans_late), by=cast.lead, now=NOW)
    assert (reload(plans_late).text, reload(plans_late).is_edited) == ("In 1 of the 2 audits: Plans came late.", False)


def test_an_edited_sentence_outlives_its_theme(briefing: Briefing, plans_late: Statement, cast: Cast) -> None:
    acts.edit_statement(plans_late, by=cast.lead, now=NOW, version=1, text="Plans were late.")
    AgreedFinding.objects.filter(kind="develop").update(theme=None)
    acts.draft(briefing.audit, by=cast.lead, now=NOW)
    assert current(briefing.audit).waiting
    acts.accept_data(reload(plans_late), by=cast.lead, now=NOW)
    assert not current(briefing.audit).waiting
    assert "- Plans were late." in words(briefing.audit)


def test_a_clash_keeps_both(plans_late: Statement, cast: Cast) -> None:
    acts.edit_statement(plans_late, by=cast.lead, now=NOW, version=1, text="Hers.")
    with pytest.raises(Stale) as clash:
        acts.edit_statement(plans_late, by=cast.lead, now=NOW, version=1, text="His.")
    assert (clash.value.theirs["text"], clash.value.yours["text"]) == ("Hers.", "His.")


def test_left_out_and_put_back(briefing: Briefing, plans_late: Statement, cast: Cast) -> None:
    acts.leave_out(plans_late, by=cast.lead, now=NOW)
    assert "Plans came late" not in words(briefing.audit)
    acts.draft(briefing.audit, by=cast.lead, now=NOW)
    assert "Plans came late" not in words(briefing.audit)
    acts.put_back(reload(plans_late), by=cast.lead, now=NOW)
    assert "Plans came late" in words(briefing.audit)


def test_titles_and_sentences_of_ones_own(briefing: Briefing, cast: Cast) -> None:
    section = briefing.sections.get(slot=7)
    acts.edit_title(section, by=cast.lead, now=NOW, version=1, title="And then?")
    acts.add_statement(section, by=cast.lead, now=NOW, text="Tell your team.")
    acts.edit_briefing_title(briefing, by=cast.lead, now=NOW, version=briefing.version, title="Seven minutes")
    acts.draft(briefing.audit, by=cast.lead, now=NOW)
    text = words(briefing.audit)
    assert text.startswith("Seven minutes\n")
    assert "7. And then?\n------------\n- Tell your team." in text
    with pytest.raises(Refused, match="Enter the title of this part"):
        acts.edit_title(section, by=cast.lead, now=NOW, version=2, title=" ")
    with pytest.raises(Refused, match="2,000 characters or fewer"):
        acts.add_statement(section, by=cast.lead, now=NOW, text="x" * 2001)


def test_own_messages_take_the_place_of_the_tools(briefing: Briefing, cast: Cast) -> None:
    audit, by = briefing.audit, cast.lead
    row = acts.add_message(audit, by=by, now=NOW, slot=5, text="Ask twice.")
    acts.add_resource(
        audit, by=by, now=NOW, slot=7, type="TRAINING", title="A day", use="Book", link="https://x.example/"
    )
    found = {slot.number: [line.text for line in slot.lines] for slot in current(audit).slots}
    assert found[5] == ["Ask twice."]
    assert len(found[6]) > 1  # the tool's rest
    assert found[7] == ["Training or event: A day. Book."]
    assert "Book. https://x.example/" in words(audit)
    acts.remove_message(row, by=by, now=NOW)
    assert len(current(audit).slots[4].lines) > 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"slot": 5}, "Choose part 6 or part 7"),
        ({"type": "NOPE"}, "Choose the type"),
        ({"title": " "}, "Enter the title"),
        ({"link": "javascript:alert(1)"}, "begins with https"),
        ({"link": "https://"}, "Enter a link that begins with https"),
        ({"use": "x" * 301}, "300 characters or fewer"),
    ],
)
def test_a_resource_that_cannot_be_kept_is_refused(
    reporting: Audit, cast: Cast, fields: dict[str, object], sentence: str
) -> None:
    given = {"slot": 7, "type": "TOOL", "title": "A tool", "link": "", "use": "", **fields}
    with pytest.raises(Refused, match=sentence):
        acts.add_resource(reporting, by=cast.lead, now=NOW, **given)  # type: ignore[arg-type]
    assert not reporting.resources.exists()


def test_two_people_publish(briefing: Briefing, cast: Cast) -> None:
    acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    with pytest.raises(Refused, match="Somebody else must publish"):
        acts.publish(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    for who in ("scrutineer", "other_lead", "panel", "superuser", "reader", "administrator"):
        with pytest.raises(Refused, match="Only a safeguarding lead"):
            acts.publish(briefing, by=getattr(cast, who), now=NOW, seen=seen(briefing))
    assert not Edition.objects.exists()
    edition = acts.publish(briefing, by=cast.safeguarding_lead, now=NOW, seen=seen(briefing))
    briefing.refresh_from_db()
    assert (briefing.state, briefing.audit.state) == ("published", "published")
    assert (edition.submitted_by, edition.published_by) == (cast.lead, cast.safeguarding_lead)
    verbs = set(JournalEntry.objects.filter(audit_uid=briefing.audit.uid).values_list("verb", flat=True))
    assert {"drafted", "submitted", "published", "moved"} <= verbs


def test_nothing_is_published_when_the_data_moved_after_it_was_submitted(briefing: Briefing, cast: Cast) -> None:
    acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    another_case(briefing.audit, cast)
    with pytest.raises(Refused, match="The data have changed"):
        acts.publish(briefing, by=cast.safeguarding_lead, now=NOW, seen=seen(briefing))
    briefing.refresh_from_db()
    assert briefing.state == "submitted"
    assert not Edition.objects.exists()


def test_what_waits_for_sign_off_is_not_changed(briefing: Briefing, plans_late: Statement, cast: Cast) -> None:
    acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))
    audit = briefing.audit
    for act in (
        lambda: acts.edit_statement(plans_late, by=cast.lead, now=NOW, version=1, text="x"),
        lambda: acts.draft(audit, by=cast.lead, now=NOW),
        lambda: acts.add_message(audit, by=cast.lead, now=NOW, slot=5, text="x"),
        lambda: acts.leave_out(plans_late, by=cast.lead, now=NOW),
    ):
        with pytest.raises(Refused, match="waiting for sign-off"):
            act()
    acts.send_back_briefing(briefing, by=cast.safeguarding_lead, now=NOW)
    acts.edit_statement(plans_late, by=cast.lead, now=NOW, version=1, text="x")


def test_an_edition_is_frozen(briefing: Briefing, cast: Cast) -> None:
    edition = publish(briefing, cast)
    files = {row.format: row for row in EditionFile.objects.filter(edition=edition)}
    assert set(files) == {"html", "txt", "json"}
    for row in files.values():
        assert hashlib.sha256(bytes(row.content)).hexdigest() == row.sha256
    assert json.loads(bytes(files["json"].content)) == edition.content
    assert [slot["number"] for slot in edition.content["slots"]] == [1, 2, 3, 4, 5, 6, 7]
    for change in (
        lambda: Edition.objects.filter(pk=edition.pk).update(title="Other"),
        lambda: EditionFile.objects.filter(edition=edition).update(content=b"x"),
        lambda: EditionFile.objects.filter(edition=edition).delete(),
        lambda: Edition.objects.filter(pk=edition.pk)._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            change()


def test_the_next_edition_leaves_the_first_as_it_was(briefing: Briefing, plans_late: Statement, cast: Cast) -> None:
    first = publish(briefing, cast)
    acts.start_next(briefing, by=cast.lead, now=NOW)
    acts.edit_statement(reload(plans_late), by=cast.lead, now=NOW, version=1, text="Said better.")
    second = publish(briefing, cast, is_public=True)
    assert (first.number, second.number) == (1, 2)
    assert "Said better." not in json.dumps(Edition.objects.get(pk=first.pk).content)
    assert list(Edition.objects.all().newest()) == [second]
    acts.withdraw_briefing(second, by=cast.lead, now=NOW, reason="A number was wrong.")
    assert list(Edition.objects.all().newest()) == [second]  # the first does not come back by itself
    assert list(Edition.objects.all().newest().standing()) == []
    with pytest.raises(Refused, match="withdrawn already"):
        acts.withdraw_briefing(second, by=cast.lead, now=NOW, reason="Again.")
    with pytest.raises(Refused, match="Say why"):
        acts.withdraw_briefing(first, by=cast.lead, now=NOW, reason=" ")


def test_an_audit_still_in_its_returns_submits_nothing(audit: Audit, cast: Cast) -> None:
    briefing = acts.draft(audit, by=cast.lead, now=NOW)
    with pytest.raises(Refused, match="Move the audit on"):
        acts.submit_briefing(briefing, by=cast.lead, now=NOW, seen=seen(briefing))


def test_a_closed_audits_briefing_stays(briefing: Briefing, cast: Cast) -> None:
    Audit.objects.filter(pk=briefing.audit_id).update(state="closed")
    audit = Audit.objects.get(pk=briefing.audit_id)
    with pytest.raises(Refused, match="closed"):
        acts.draft(audit, by=cast.lead, now=NOW)
