"""The look through texts that go further: what is listed once, what passes, what is told while and after writing."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import Client, RequestFactory

from agencies.models import JournalEntry, Person
from audit_project.form_fields import CharField, URLField
from audit_project.forms import AuditForm
from audits.recognise.find import known_of
from audits.recognise.looking import Text, look_through, services_in
from audits.recognise.telling import tell_words
from tests.conftest import Cast

SignIn = Callable[[Person], Client]
KNOWN = known_of([])
HELP = "Ring the help desk on 0161 496 0778 or write to help@desk.example."


def look(*texts: Text):
    return look_through(texts, "tests", KNOWN)


def test_the_same_words_are_listed_once_and_counted() -> None:
    found = look(Text("One", "#a", "The nurse told Kayleigh."), Text("Two", "#b", "Then kayleigh  was heard."))
    (shown,) = found.listed
    assert (shown.text.page, shown.found.words, shown.more) == ("One", "Kayleigh", 1)
    assert not found.stops


def test_words_around_are_whole_words_and_short() -> None:
    (shown,) = look(Text("One", "#a", f"{'before ' * 20}07700 900314 {'after ' * 20}")).stops
    assert shown.before.startswith("… before")
    assert shown.after.endswith("after …")
    assert len(shown.before) <= 45


def test_a_service_passes_only_where_somebody_said_so() -> None:
    services = services_in(HELP)
    assert services == {"0161 496 0778", "help@desk.example"}
    found = look(Text("One", "#a", HELP, services), Text("Two", "#b", HELP))
    assert [one.text.page for one in found.stops] == ["Two", "Two"]
    assert [one.text.page for one in found.passes] == ["One", "One"]
    assert [one.found.words for one in look(Text("One", "#a", f"{HELP} Or 07700 900314.", services)).stops] == [
        "07700 900314"
    ]


def test_a_name_never_passes_as_a_services() -> None:
    text = "Ask Kayleigh."
    assert services_in(text) == frozenset()
    assert look(Text("One", "#a", text, frozenset({"kayleigh"}))).listed


def test_a_fingerprint_is_of_the_list_and_of_the_page() -> None:
    text = Text("One", "#a", "The nurse told Kayleigh.")
    assert look_through([text], "here", KNOWN).fingerprint != look_through([text], "there", KNOWN).fingerprint
    assert look(Text("One", "#a", "Nobody was told.")).fingerprint == ""
    assert "Kayleigh" not in repr(text)


class Form(AuditForm):
    asks_for_names: ClassVar = frozenset({"name"})
    name = CharField(required=False)
    text = CharField(required=False)
    link = URLField(required=False, assume_scheme="https")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"text": "The nurse told Kayleigh."}, ["It may hold somebody's name. Read it once more."]),
        ({"name": "Kayleigh Brown", "text": "Nothing."}, []),
        ({"link": "https://x.example/07700900314"}, []),
        ({}, []),
    ],
)
def test_what_was_saved_is_told_of_without_its_words(given: dict[str, str], told: list[str]) -> None:
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    form = Form(given)
    assert form.is_valid()
    tell_words(request, form)
    assert [str(message) for message in get_messages(request)] == told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("Ring 07700 900314.", ["This looks as if it holds a telephone number. Take it out: others will read this."]),
        (
            "Operation Kestrel was not shared.",
            ["This may hold the name of a police operation. Write about roles instead, or read it once more."],
        ),
        ("The plan was late.", []),
        ("", []),
        ("07700 900314 " * 2000, []),  # longer than any field
        ("\x00", []),
    ],
)
def test_while_somebody_writes_a_text_is_looked_through_and_forgotten(
    cast: Cast, sign_in: SignIn, text: str, hints: list[str]
) -> None:
    client = sign_in(cast.lead)
    before = JournalEntry.objects.count()
    answer = client.post("/words/", {"text": text})
    assert (answer.status_code, answer.json()) == (200, {"hints": hints})
    assert JournalEntry.objects.count() == before


@pytest.mark.django_db
def test_nobody_but_those_who_write_has_a_text_looked_through(cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.reader, cast.stranger, cast.superuser):
        assert sign_in(person).post("/words/", {"text": "x"}).status_code == 403
    assert Client().post("/words/", {"text": "x"}).status_code in (302, 401)
    assert sign_in(cast.lead).get("/words/").status_code == 405
