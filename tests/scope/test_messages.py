"""E-mails about an audit: noted, sent once, tried again where the mail server refused."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from agencies.models import Membership
from audits.scope.messages.models import SentMessage
from audits.scope.messages.sending import contacts_of, send_message
from audits.scope.models import Audit
from tests.conftest import NOW, TODAY, Cast, give_role, make_person

Committed = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Committed) -> Committed:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def write(audit: Audit, cast: Cast, **given: Any) -> SentMessage | None:
    words = {"kind": SentMessage.Kind.OPENED, "for_day": TODAY, "things": 2, "subject": "A subject", "body": "Words."}
    return send_message(audit=audit, person=cast.school_contact, agency=cast.school, now=NOW, **(words | given))


def test_a_message_is_noted_and_sent_after_the_commit(audit: Audit, cast: Cast, committed: Committed) -> None:
    with committed():
        write(audit, cast)
        assert mail.outbox == []
    assert [(one.to, one.subject) for one in mail.outbox] == [([cast.school_contact.email], "A subject")]
    note = SentMessage.objects.get()
    assert (note.person, note.agency, note.things, note.failed) == (cast.school_contact, cast.school, 2, False)


def test_the_same_message_goes_out_once_a_day(audit: Audit, cast: Cast, committed: Committed) -> None:
    with committed():
        assert write(audit, cast) is not None
        assert write(audit, cast) is None
        assert write(audit, cast, kind=SentMessage.Kind.OVERDUE) is not None
        assert write(audit, cast, for_day=TODAY + timedelta(days=1)) is not None
    assert len(mail.outbox) == SentMessage.objects.count() == 3


def test_a_message_by_hand_may_go_out_twice(audit: Audit, cast: Cast, committed: Committed) -> None:
    with committed():
        for _ in range(2):
            write(audit, cast, kind=SentMessage.Kind.NUDGE, by=cast.lead)
    assert len(mail.outbox) == 2
    assert set(SentMessage.objects.values_list("sent_by", flat=True)) == {cast.lead.pk}


def test_what_the_mail_server_refused_is_marked_and_tried_again(
    audit: Audit, cast: Cast, committed: Committed, settings: Any
) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.concerns.broken_mail.EmailBackend"
    with committed():
        write(audit, cast)
    assert SentMessage.objects.get().failed
    settings.EMAIL_BACKEND = working
    with committed():
        assert write(audit, cast, things=3) is not None
    with committed():
        assert write(audit, cast) is None
    note = SentMessage.objects.get()
    assert (note.failed, note.things, len(mail.outbox)) == (False, 3, 1)


def test_an_organisations_contact_is_written_to_for_its_services(cast: Cast) -> None:
    own = make_person("Nell Nursing")
    give_role(own, cast.school_nursing, "agency_contact", by=cast.lead)
    left = make_person("Lou Left")
    give_role(left, cast.police, "agency_contact", by=cast.lead)
    Membership.objects.filter(person=left).update(until=TODAY - timedelta(days=1))
    found = contacts_of([cast.school_nursing, cast.police, cast.partnership], TODAY)
    assert found[cast.school_nursing.pk] == [own, cast.trust_contact]
    assert found[cast.police.pk] == [cast.police_contact]
    assert found[cast.partnership.pk] == []
