"""Every page that a link of the example audits leads to, read as each example person: it opens, has no fault of
accessibility, fits a telephone, and says what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page
from pytest_django.live_server_helper import LiveServer

from agencies.models import Person
from audits.desk.demo import example_people

PARTS = 3  # of the people: in each part a page of each kind is read once, so that none is read more than three times
LEFT_OUT = {"account_logout"}  # ends the session
# Text that its own box hides, but for what is hidden on purpose from eyes and read aloud.
CUT_OFF = """() => [...document.querySelectorAll('main *')].filter(one =>
    ['hidden', 'clip'].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1 &&
    one.clientWidth > 1 && one.innerText).map(one => one.innerText.slice(0, 80))"""
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_the_examples(
    part: int,
    examples: None,
    live_server: LiveServer,
    page_of: Callable[[Person], Page],
    axe: Callable[[Page], list[str]],
    overflow: Callable[[Page], int],
) -> None:
    faults: list[str] = []
    seen: set[str] = set()
    for email in first_of_each_role()[part::PARTS]:
        page = page_of(Person.objects.get(email=email))
        waiting = {"/": "nowhere"}
        while waiting:
            path = next(iter(waiting))
            source = waiting.pop(path)
            kind = kind_of(path)
            if kind is None:
                faults.append(f"{path}: a link of {source} leads to an address that does not exist")
            if kind is None or kind in LEFT_OUT or kind in seen:
                continue
            seen.add(kind)
            try:
                answer = page.goto(path)
            except Error as error:
                if "Download is starting" not in error.message:
                    raise
                continue
            assert answer is not None
            if "text/html" not in answer.headers.get("content-type", ""):
                continue
            if answer.status >= 400:
                faults.append(f"{path} ({kind}, {email}): a link of {source} leads to an answer of {answer.status}")
                continue
            faults += [f"{path} ({kind}, {email}): {fault}" for fault in faults_of(page, axe, overflow)]
            waiting |= {link: path for link in links_of(page, live_server.url) if link not in waiting}
        page.close()
    assert not faults, "\n".join(faults)
    assert len(seen) > 10, f"the crawl reached hardly anything: {sorted(seen)}"


def first_of_each_role() -> list[str]:
    """One example person of each role: those who do most come first."""
    chosen: dict[str, str] = {}
    for person in example_people():
        chosen.setdefault(person.role, person.email)
    return list(chosen.values())


def kind_of(path: str) -> str | None:
    try:
        return resolve(path).view_name or path
    except Resolver404:
        return None


def links_of(page: Page, site: str) -> list[str]:
    """The paths of the site that this page links to, without query or fragment, in order."""
    links: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    inside = [urlsplit(link).path for link in links if link.startswith(site)]
    return list(dict.fromkeys(inside))


def faults_of(page: Page, axe: Callable[[Page], list[str]], overflow: Callable[[Page], int]) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 900})
    found = [f"accessibility: {fault}" for fault in axe(page)]
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} first-level headings")
    if not page.title().endswith(f"– {settings.SITE_NAME}"):
        found.append(f"its title does not end with the site's name: {page.title()}")
    words = words_of(page)
    wide = overflow(page)  # leaves the window at its narrowest
    if wide > 0:
        found.append(f"{wide} pixels too wide for a narrow window")
    if lost := words - words_of(page):
        found.append(f"words that a narrow window loses: {sorted(lost)[:10]}")
    found += [f"cut off in a narrow window: {text}" for text in page.evaluate(CUT_OFF)]
    return found


def words_of(page: Page) -> Counter[str]:
    """The words that can be seen in the content.

    The involvement grid becomes a list by case on a telephone, which says each agency beside its answer and no heading
    twice; what it says there is read in tests/browser/test_grid.py.
    """
    seen = Counter(page.get_by_role("main").inner_text().lower().split())
    for grid in page.locator(".app-grid").all():
        seen -= Counter(grid.inner_text().lower().split())
    return seen
