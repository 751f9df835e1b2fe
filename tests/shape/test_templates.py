"""Every template is shown by something: a page, another template, Django itself or a form's layout."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
# Django, its sign-in and crispy look these up by names of their own.
BY_THEIR_NAMES = re.compile(
    r"(400|404|429|500)\.html"
    r"|account/email/(password_reset_key|unknown_account)_(message|subject)\.txt"
    r"|audit_forms/(field|uni_form|whole_uni_form)\.html|audit_forms/layout/(baseinput|div|fieldset)\.html"
)


def named() -> set[str]:
    """What Python and templates name; of a name that is put together, what it may be."""
    files = [file for folder in ("agencies", "audits", "audit_project") for file in (ROOT / folder).rglob("*.py")]
    texts = [file.read_text() for file in [*files, *FOLDER.rglob("*.*")]]
    return {name for text in texts for name in re.findall(r"""["']([\w{}./-]+\.(?:html|txt|svg|xml))["']""", text)}


def test_every_template_is_shown_by_something() -> None:
    names = named()
    patterns = [re.compile(re.sub(r"\\{.*?\\}", r"\\w+", re.escape(name))) for name in names if "{" in name]
    there = sorted(file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.*"))
    assert len(there) > 200
    lost = [name for name in there if name not in names and not BY_THEIR_NAMES.fullmatch(name)]
    assert [name for name in lost if not any(pattern.fullmatch(name) for pattern in patterns)] == []
