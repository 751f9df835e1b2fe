"""Two ways to fill in a page: by keyboard alone, and by mouse. A journey is written once and goes by either."""

from __future__ import annotations

import contextlib
from typing import Protocol

from playwright.sync_api import Locator, Page, Request, TimeoutError, expect

MOST_STOPS = 300  # of the Tab key on one page


class Hands(Protocol):
    page: Page

    def follow(self, link: str) -> None: ...
    def press(self, button: str) -> None: ...
    def choose(self, question: Locator, answer: str) -> None: ...
    def tick(self, box: str) -> None: ...
    def write(self, into: Locator, words: str) -> None: ...
    def pick(self, label: str, option: str) -> None: ...
    def unfold(self, what: str) -> None: ...


def link_named(page: Page, name: str) -> Locator:
    """The first link of the content by that name; the larger ones call themselves buttons."""
    main = page.get_by_role("main")
    return main.get_by_role("link", name=name).or_(main.get_by_role("button", name=name)).first


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, link: str) -> None:
        link_named(self.page, link).click()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def choose(self, question: Locator, answer: str) -> None:
        question.get_by_label(answer, exact=True).check()

    def tick(self, box: str) -> None:
        self.page.get_by_label(box, exact=True).check()

    def write(self, into: Locator, words: str) -> None:
        into.fill(words)

    def pick(self, label: str, option: str) -> None:
        self.page.get_by_label(label).select_option(label=option)

    def unfold(self, what: str) -> None:
        self.page.locator("summary", has_text=what).click()


class Keyboard:
    """Tab, arrows, space, Enter and letters. Wherever Tab stops must be in sight and say that it has the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is there: never is a fault of the page."""
        for _ in range(MOST_STOPS):
            if target.evaluate("one => one === document.activeElement"):
                expect(target).to_be_in_viewport()
                assert self.shows_focus(), f"the focus cannot be seen on {target}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not reach {target}")

    def shows_focus(self) -> bool:
        """An outline, a shadow or a colour behind it, on the element or on the drawing after it (radios)."""
        shown: bool = self.page.evaluate(
            """() => [document.activeElement, document.activeElement.nextElementSibling].some(one => one &&
                [getComputedStyle(one), getComputedStyle(one, '::before')].some(style =>
                    (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) ||
                    style.boxShadow !== 'none' || parseFloat(style.borderTopWidth) >= 4))"""
        )
        return shown

    def enter(self) -> None:
        """Press Enter; where that asks for a page, wait until it has come. What is done next is done on that page."""
        asked: list[Request] = []

        def note(request: Request) -> None:
            if request.is_navigation_request():
                asked.append(request)

        self.page.evaluate("window.wasHere = true")
        self.page.on("request", note)
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(100)
        self.page.remove_listener("request", note)
        if asked:
            with contextlib.suppress(TimeoutError):  # a file comes, and no page
                self.page.wait_for_function("() => window.wasHere === undefined", timeout=10_000)
            self.page.wait_for_load_state()

    def follow(self, link: str) -> None:
        self.reach(link_named(self.page, link))
        self.enter()

    def press(self, button: str) -> None:
        self.reach(self.page.get_by_role("button", name=button, exact=True))
        self.enter()

    def choose(self, question: Locator, answer: str) -> None:
        """Radios are one stop of the Tab key; the arrows go from one to the next."""
        wanted = question.get_by_label(answer, exact=True)
        self.reach(question.get_by_role("radio").first)
        self.page.keyboard.press("Space")
        for _ in range(question.get_by_role("radio").count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {answer}")

    def tick(self, box: str) -> None:
        target = self.page.get_by_label(box, exact=True)
        self.reach(target)
        self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def write(self, into: Locator, words: str) -> None:
        self.reach(into)
        self.page.keyboard.type(words)

    def pick(self, label: str, option: str) -> None:
        target = self.page.get_by_label(label)
        self.reach(target)
        self.page.keyboard.type(option)
        expect(target.locator("option:checked")).to_have_text(option)

    def unfold(self, what: str) -> None:
        self.reach(self.page.locator("summary", has_text=what))
        self.page.keyboard.press("Enter")
