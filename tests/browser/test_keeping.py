"""A return that saves itself in a real browser: the session ends, two people write, the server dies."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from audits.returns.models import AgencyReturn
from audits.sample.models import Case
from tests.browser.conftest import Axe, Window, sign_in, window
from tests.conftest import PASSWORD, Cast
from tests.returns.conftest import address, opened
from tests.template_database import address_of

ROOT = Path(__file__).resolve().parents[2]
# manage.py on the tests' day: with another clock, the session of the test would have ended.
LAUNCH = """
import sys, datetime, time_machine
time_machine.travel(datetime.datetime.fromisoformat(sys.argv.pop(1)), tick=True).start()
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""
WORDS = "The school rang on the same day and wrote down what she said in her own words. "


@pytest.fixture
def police(cast: Cast, case: Case) -> AgencyReturn:
    """The police's return on case 1: every question."""
    return opened(case, cast.police, cast.police_auditor, cast.lead)


def saved(page: Page) -> None:
    expect(page.locator("[data-keep-state]")).to_contain_text("Saved ")


def end_sessions() -> None:
    Session.objects.all().delete()


def sign_in_in_place(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in and carry on").click()


def test_each_field_is_saved_as_it_is_filled_in(window_of: Window, axe: Axe, cast: Cast, police: AgencyReturn) -> None:
    page = window_of(cast.police_auditor)
    page.goto(address(police, "questions/1/"))
    first = police.answers.order_by("standard__domain__order", "standard__number")[0]
    question = page.locator(f"#div_id_q{first.standard_id}-given")
    question.get_by_label("Partly", exact=True).check()
    saved(page)
    question.get_by_label("Comment", exact=True).press_sequentially("Written down a week later.")
    expect(page.locator("[data-keep-state]")).to_contain_text("Not saved yet")
    saved(page)
    first.refresh_from_db()
    assert (first.value, first.comment) == ("PARTLY", "Written down a week later.")
    assert axe(page) == []
    page.reload()
    expect(page.locator(f"#div_id_q{first.standard_id}-given").get_by_label("Comment", exact=True)).to_have_value(
        first.comment
    )
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_two_thousand_words_through_a_session_that_ends_half_way(
    window_of: Window, axe: Axe, cast: Cast, police: AgencyReturn
) -> None:
    page = window_of(cast.police_auditor)
    texts = {"reason": (WORDS * 47).strip()[:3900]}
    page.goto(address(police, "grade/"))
    box = page.get_by_label("Why?", exact=True)
    half = len(texts["reason"]) // 2
    box.press_sequentially(texts["reason"][:half], delay=0, timeout=60_000)
    saved(page)
    end_sessions()
    box.press_sequentially(texts["reason"][half:], delay=0, timeout=60_000)  # the box is hidden once the keys rest
    panel = page.get_by_role("region", name="Your session has ended")
    expect(panel).to_be_visible()
    expect(box).to_be_hidden()
    assert axe(page) == []
    sign_in_in_place(page, "not-the-password")
    expect(panel).to_contain_text("The password is not right")
    sign_in_in_place(page)
    expect(box).to_be_visible()
    expect(box).to_have_value(texts["reason"])
    saved(page)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    voices = {"child": (WORDS * 40)[:3000].strip(), "parent": (WORDS * 40)[:3000].strip()}
    page.goto(address(police, "voices/"))
    for whose, text in voices.items():
        page.locator(f"[name={whose}-found][value=yes]").check()
        page.locator(f"[name={whose}-text]").fill(text)
        saved(page)
        end_sessions() if whose == "child" else None
        if whose == "child":
            page.locator("[name=parent-found][value=yes]").check()
            expect(panel).to_be_visible()
            sign_in_in_place(page)
            expect(panel).to_be_hidden()
    saved(page)
    page.get_by_role("button", name="Save and go back to the return").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Return of")
    police.grade.refresh_from_db()
    kept = [police.grade.reason, *(voice.text for voice in police.voices.order_by("whose"))]
    assert kept == [texts["reason"], voices["child"], voices["parent"]]
    assert sum(len(text.split()) for text in kept) > 1800


def test_another_person_at_the_same_browser_sees_none_of_it(
    window_of: Window, live_server: LiveServer, cast: Cast, police: AgencyReturn
) -> None:
    page = window_of(cast.police_auditor)
    page.goto(address(police, "grade/"))
    page.get_by_label("Why?", exact=True).fill("Nobody else may read this.")
    saved(page)
    end_sessions()
    page.get_by_label("Why?", exact=True).press_sequentially(" And this.")
    expect(page.get_by_role("region", name="Your session has ended")).to_be_visible()
    sign_in(page.context, cast.auditor, live_server.url)  # of another agency, in another tab
    page.get_by_role("button", name="I have signed in again in another tab").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    assert "Nobody else may read this" not in page.content()
    police.grade.refresh_from_db()
    assert police.grade.reason == "Nobody else may read this."


def test_without_javascript_words_go_through_the_sign_in(
    window_of: Window, axe: Axe, cast: Cast, police: AgencyReturn
) -> None:
    page = window_of(cast.police_auditor, java_script_enabled=False)
    page.goto(address(police, "grade/"))
    page.get_by_label("Why?", exact=True).fill("Kept without a script.")
    end_sessions()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to save what you wrote")
    page.get_by_label("E-mail address").fill(cast.police_auditor.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed in again")
    page.get_by_role("button", name="Save what you wrote").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    police.grade.refresh_from_db()
    assert police.grade.reason == "Kept without a script."


def test_without_javascript_somebody_else_who_signs_in_gets_none_of_the_words(
    window_of: Window, cast: Cast, police: AgencyReturn
) -> None:
    page = window_of(cast.police_auditor, java_script_enabled=False)
    page.goto(address(police, "grade/"))
    page.get_by_label("Why?", exact=True).fill("Pat's own words.")
    end_sessions()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("E-mail address").fill(cast.auditor.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    assert "own words" not in page.content()


@pytest.mark.parametrize(("choice", "kept"), [("Keep mine", "What Pat wrote."), ("Take theirs", "What Piers wrote.")])
def test_two_browsers_on_one_return_choose(
    window_of: Window, axe: Axe, cast: Cast, police: AgencyReturn, choice: str, kept: str
) -> None:
    first, second = window_of(cast.police_contact), window_of(cast.police_auditor)
    for page in (first, second):
        page.goto(address(police, "grade/"))
    first.get_by_label("Why?", exact=True).fill("What Piers wrote.")
    saved(first)
    second.get_by_label("Why?", exact=True).fill("What Pat wrote.")
    alert = second.get_by_role("alert").filter(has_text="Someone else saved this")
    expect(alert).to_contain_text("What Piers wrote.")
    expect(alert).to_contain_text("What Pat wrote.")
    assert axe(second) == []
    second.get_by_role("button", name=choice).click()
    saved(second)
    expect(second.get_by_label("Why?", exact=True)).to_have_value(kept)
    police.grade.refresh_from_db()
    assert police.grade.reason == kept


def test_no_connection_is_said_and_what_was_typed_is_saved_when_it_is_back(
    window_of: Window, cast: Cast, police: AgencyReturn
) -> None:
    page = window_of(cast.police_auditor)
    page.goto(address(police, "grade/"))
    page.route("**/keep/", lambda route: route.abort())
    page.get_by_label("Why?", exact=True).fill("Typed in a tunnel.")
    expect(page.locator("[data-keep-state]")).to_contain_text("there is no connection")
    page.unroute("**/keep/")
    saved(page)
    police.grade.refresh_from_db()
    assert police.grade.reason == "Typed in a tunnel."


class Server:
    """The application in a process of its own, on the test's database: it can be killed."""

    def __init__(self, port: int) -> None:
        self.port = port
        own = {"DATABASE_URL": address_of(connection.settings_dict["NAME"]), "DEBUG": "1", "SITE_URL": self.url}
        self.env = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "audit_project.settings"}
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        told = [timezone.now().isoformat(), "runserver", "--noreload", "--insecure", f"127.0.0.1:{self.port}"]
        command = [sys.executable, "-c", LAUNCH, *told]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(100):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2)  # noqa: S310 (our own server)
                return
            time.sleep(0.2)
        self.kill()
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    with closing(socket.socket()) as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    running = Server(port)
    yield running
    running.kill()


def test_what_was_shown_as_saved_is_there_after_the_server_is_killed(
    browser: Browser, server: Server, cast: Cast, police: AgencyReturn
) -> None:
    with window(browser, server.url) as context:
        sign_in(context, cast.police_auditor, server.url)
        page = context.new_page()
        page.goto(address(police, "grade/"))
        box = page.get_by_label("Why?", exact=True)
        shown: list[str] = []
        for number in range(1, 5):
            box.press_sequentially(f"Sentence {number}. ", delay=0)
            saved(page)
            shown.append(box.input_value().strip())
            server.kill()
            police.grade.refresh_from_db()
            assert police.grade.reason == shown[-1], "shown as saved, and not there"
            box.press_sequentially("Meanwhile. ", delay=0)
            expect(page.locator("[data-keep-state]")).to_contain_text("there is no connection")
            server.start()
            saved(page)
        typed = box.input_value().strip()
        police.grade.refresh_from_db()
        assert police.grade.reason == typed
        assert typed.count("Meanwhile.") == 4


def test_a_paste_past_the_limit_is_kept_and_there_again(window_of: Window, cast: Cast, police: AgencyReturn) -> None:
    page = window_of(cast.police_auditor)
    page.goto(address(police, "grade/"))
    page.get_by_label("Why?").fill("x" * 5_000)
    expect(page.locator("[data-keep-state]")).to_contain_text("A text is too long: shorten it")
    page.reload()
    expect(page.get_by_label("Why?")).to_have_value("x" * 5_000)
    expect(page.get_by_role("alert").first).to_contain_text("which is 1,000 too many")
    page.get_by_label("Why?").fill("x" * 4_000)
    expect(page.locator("[data-keep-state]")).to_contain_text("Saved ")
    page.reload()
    expect(page.get_by_label("Why?")).to_have_value("x" * 4_000)
    assert not police.long_texts.exists()
