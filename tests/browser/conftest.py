"""A browser for the tests: the machine's Chromium, signed in by session cookie, with axe at hand."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from agencies.models import Person
from audits.desk.demo import load_examples
from tests.briefing.conftest import reporting as reporting
from tests.emptied import Snapshot, put, snapshot

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Quiet: no calls of the browser's own to anywhere.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of all that axe finds, the faults alone leave the browser: to carry over each element that passed took ten times as
# long as to look at it.
FAULTS = """standards => axe.run(document, {
    runOnly: {type: 'tag', values: standards}, resultTypes: ['violations'], selectors: false,
}).then(found => found.violations)"""
JUDGED = ("/favicon.ico", "/keep/", "/sign-in/")
NARROW = (640, 390, 320)
Axe = Callable[[Page], list[str]]


class Window(Protocol):
    def __call__(self, person: Person, **options: Any) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder is a browser test, marked or not."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def do_without(reason: str) -> None:
    """Skip, except where the run says that browser tests are required."""
    if os.environ.get("BROWSER_TESTS") == "required":
        pytest.fail(f"BROWSER_TESTS=required, but {reason}.", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def browser() -> Iterator[Browser]:
    """One for all tests of a process. Asked for before anything else, so that without one they are skipped at once."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        do_without("no Chromium is installed on this machine")
    # Playwright keeps an event loop in this thread, which Django takes for a caller that must not touch the database.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *as_root])
        yield launched
        launched.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextlib.contextmanager
def window(browser: Browser, address: str, **options: Any) -> Iterator[BrowserContext]:
    """A fresh window. What the browser's console complains of (a refused script, a missing file) fails the test."""
    opened = browser.new_context(base_url=address, locale="en-GB", timezone_id="Europe/London", **options)
    opened.set_default_timeout(15_000)
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # The browser asks for /favicon.ico by itself; a page's own answer (404, 409) is a test's to judge, and so is
        # what a page is told in the background: that the session ended, that the password was wrong.
        about_a_page = message.location["url"] in [page.url for page in opened.pages]
        if message.type == "error" and not about_a_page and not message.location["url"].endswith(JUDGED):
            complaints.append(f"{message.text} ({message.location['url']})")

    opened.on("console", listen)
    opened.on("weberror", lambda error: complaints.append(str(error.error)))
    yield opened
    opened.close()
    assert not complaints, "the browser's console complains:\n" + "\n".join(complaints)


def sign_in(context: BrowserContext, person: Person, address: str) -> None:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A window for each test."""
    with window(browser, live_server.url) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page nobody has signed in on."""
    return context.new_page()


@pytest.fixture
def page_of(context: BrowserContext, live_server: LiveServer) -> Callable[[Person], Page]:
    """`page_of(person)` opens a page with that person's session; a second call changes who it is."""

    def opened(person: Person) -> Page:
        sign_in(context, person, live_server.url)
        return context.new_page()

    return opened


@pytest.fixture
def window_of(browser: Browser, live_server: LiveServer) -> Iterator[Window]:
    """`window_of(person)` opens a window of that person's own, so that several work at once. Options go to the
    browser: `java_script_enabled=False`."""
    with contextlib.ExitStack() as windows:

        def opened(person: Person, **options: Any) -> Page:
            context = windows.enter_context(window(browser, live_server.url, **options))
            sign_in(context, person, live_server.url)
            return context.new_page()

        yield opened


@cache
def examples_loaded() -> Snapshot:
    load_examples(timezone.now(), timezone.localdate())
    return snapshot()


@pytest.fixture
def examples(transactional_db: None) -> None:
    """The example audits of the demo: loaded once in a process, put back for each test after it."""
    put(examples_loaded())


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)` gives the page's accessibility faults, a line each: `assert axe(page) == []`."""
    if not AXE.exists():
        do_without("axe-core is not installed (make setup)")
    source = AXE.read_text()

    def faults(page: Page) -> list[str]:
        page.wait_for_load_state()  # a click that led here returns before the page is whole
        page.evaluate(source)  # not a script tag: the content security policy refuses those
        found: list[dict[str, Any]] = page.evaluate(FAULTS, STANDARDS)
        return [
            f"{fault['id']}: {fault['help']}: " + "; ".join(node["html"][:160] for node in fault["nodes"][:5])
            for fault in found
        ]

    return faults


@pytest.fixture
def overflow() -> Callable[[Page], int]:
    """`overflow(page)` gives by how many pixels the page is too wide for a window of 320 CSS pixels (1280 at 400%),
    a telephone of 390, or 1280 at 200%."""

    def pixels(page: Page) -> int:
        widest = 0
        for width in NARROW:
            page.set_viewport_size({"width": width, "height": 844})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            widest = max(widest, over)
        return widest

    return pixels
