"""A tool with every kind of answer, filled in on its page, by a link, in Word and from a pack: all counts are equal."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from agencies.models import Agency, MailDomain
from audits.desk.packs.dump import dump
from audits.desk.packs.load import load
from audits.returns import acts
from audits.returns.links import acts as links
from audits.returns.models import AgencyReturn
from audits.rollup.counting.gather import gather
from audits.rollup.questions.figures import QuestionFigure, question_figures
from audits.sample.models import Case
from audits.scope.models import Audit
from tests.conftest import NOW, Cast, give_role, make_person
from tests.returns.conftest import add, address, grade, opened
from tests.returns.test_kinds import IN_WORDS, WANTED, kept, rows, sent
from tests.returns.test_links import MADE, WHO, come
from tests.returns.word.conftest import form_of, write
from tests.returns.word.test_pages import previewed, upload
from tests.tools.test_kinds import every_kind

pytestmark = pytest.mark.django_db
WAYS = 3  # page, link, Word; the pack carries all three


def figures(audit: Audit) -> list[QuestionFigure]:
    return question_figures(gather(audit), pooled=False)


def answered_in_word(client: Client, row: AgencyReturn) -> None:
    shown = upload(client, row, write(form_of(row), {f"answer:{n}": words for n, words in enumerate(IN_WORDS, 1)}))
    ticked = {f"q{rows(row)[5].standard_id}-given": ["1", "3"]}
    assert client.post(address(row, "word/save/"), {**previewed(shown), **ticked}).status_code == 302


def test_the_same_answers_come_to_the_same_counts_whatever_way_they_came(cast: Cast, case: Case, sign_in: Any) -> None:
    cache.clear()
    audit = case.audit
    audit.tool = every_kind(cast.lead)
    audit.save(update_fields=["tool"])
    audit.tool.short_form_sectors.clear()  # each is asked everything
    nurse = make_person("Nia Nurse")
    give_role(nurse, cast.school_nursing, "auditor", cast.lead)
    MailDomain.objects.create(domain="school.example", added_at=NOW, added_by=cast.administrator)
    who: tuple[tuple[Agency, Any], ...] = (
        (cast.police, cast.police_auditor), (cast.school, cast.auditor), (cast.school_nursing, nurse),
    )  # fmt: skip
    by_page, by_link, by_word = (opened(case, agency, auditor, cast.lead) for agency, auditor in who)

    assert sign_in(cast.police_auditor).post(address(by_page, "questions/1/"), sent(by_page)).status_code == 302
    links.send_link(by_link, by=cast.school_contact, now=NOW, made=MADE, **WHO)
    guest, _ = come()
    assert guest.post(address(by_link, "questions/1/"), sent(by_link)).status_code == 302
    answered_in_word(sign_in(nurse), by_word)
    assert kept(by_page) == kept(by_link) == kept(by_word) == WANTED

    for row in AgencyReturn.objects.filter(audit=audit).select_related("involvement__auditor"):
        auditor = row.involvement.auditor  # the guest has taken the place of the school's
        add(row, auditor, domain=audit.tool.domains.first().practice)
        grade(row, auditor)
        acts.submit_return(row, by=auditor, now=NOW)
    counted = figures(audit)
    assert len(counted) == len(WANTED)
    for figure in counted:
        assert len({said for _, said in figure.by("agency")}) == 1, figure.standard.text
        assert (len(figure.asked), len(figure.answered)) == (WAYS, WAYS)

    pack = dump(audit)
    pack["audit"]["reference"] = "T-2026-77"
    copy = load(pack, by=cast.lead, now=NOW)
    assert [(figure.said, figure.left_out) for figure in figures(copy)] == [
        (figure.said, figure.left_out) for figure in counted
    ]
