"""The forms of a page as a browser would send them: read from its HTML, with what stands in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class Asked:
    """One question of a form; its kind is text, choice, flag, hidden or date part."""

    name: str
    kind: str
    value: str = ""
    answers: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """One form that is sent by POST."""

    asked: dict[str, Asked] = field(default_factory=dict)

    def sent(self, *, texts: str | None = None, choices: str | None = None) -> dict[str, str]:
        """What is sent when every text is `texts` and every choice is `choices` (or the first answer that is one)."""
        data = {}
        for one in self.asked.values():
            if one.name == "csrfmiddlewaretoken":
                continue
            if one.kind == "text":
                data[one.name] = one.value if texts is None else texts
            elif one.kind == "choice":
                first = one.value or next((answer for answer in one.answers if answer), "")
                data[one.name] = first if choices is None else choices
            else:
                data[one.name] = one.value
        return {name: value for name, value in data.items() if value != "" or self.asked[name].kind == "text"}

    @property
    def has_text(self) -> bool:
        return any(one.kind == "text" for one in self.asked.values())

    @property
    def has_choice(self) -> bool:
        return any(one.kind == "choice" for one in self.asked.values())


class FormReader(HTMLParser):
    """Reads the forms of a page into `found`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[PageForm] = []
        self.form: PageForm | None = None
        self.select: Asked | None = None
        self.area: Asked | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = PageForm()
            self.found.append(self.form)
        elif self.form is None or (not given.get("name") and tag != "option"):
            return
        elif tag == "select":
            self.select = self.ask(given["name"], "choice")
        elif tag == "option" and self.select is not None:
            self.select.answers.append(given.get("value", ""))
            if "selected" in given:
                self.select.value = given.get("value", "")
        elif tag == "textarea":
            self.area = self.ask(given["name"], "text")
        elif tag == "input" and given.get("type") == "checkbox" and given.get("value", "on") == "on":
            self.ask(given["name"], "flag").value = "on" if "checked" in given else ""
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            choice = self.ask(given["name"], "choice")
            choice.answers.append(given.get("value", "on"))
            if "checked" in given:
                choice.value = given.get("value", "on")
        elif tag == "input" and given.get("type") == "file":
            return  # a file is not typed
        elif tag == "input" and given.get("type") in ("hidden", "submit"):
            self.ask(given["name"], "hidden").value = given.get("value", "")
        elif tag == "input":
            kind = "date part" if given.get("inputmode") in ("numeric", "decimal") else "text"
            self.ask(given["name"], kind).value = given.get("value", "")

    def ask(self, name: str, kind: str) -> Asked:
        assert self.form is not None
        return self.form.asked.setdefault(name, Asked(name, kind))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def forms_of(html: str) -> list[PageForm]:
    """Every form of a page that is sent by POST and asks something."""
    reader = FormReader()
    reader.feed(html)
    return [form for form in reader.found if any(one.kind != "hidden" for one in form.asked.values())]


def page_after(client: Client, where: str, answer: Any) -> str:
    """What stands on the screen once a form was sent: the answer, where it leads, or the same page where the answer is
    a file to keep."""
    if answer.status_code == 302:
        return str(client.get(answer.headers["Location"]).content.decode())
    if not answer.streaming:
        return str(answer.content.decode())
    assert b"".join(answer.streaming_content)
    return str(client.get(where).content.decode())
