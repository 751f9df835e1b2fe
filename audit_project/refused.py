"""Why something may not be done, in one sentence that serves the page, the log and the greyed-out button."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """A rule said no. The message is a whole sentence for the person who asked. Where nobody shows it, Django
    answers 403.

    `on` says of which field each sentence is, where they are of fields: a form puts them there.
    """

    def __init__(self, sentence: str = "", *, on: Mapping[str, list[str]] | str = "") -> None:
        super().__init__(sentence)
        self.on: Mapping[str, list[str]] = {on: [sentence]} if isinstance(on, str) and on else dict(on or {})

    @property
    def sentence(self) -> str:
        return str(self)


class Stale(Refused):
    """Somebody else saved the same row first.

    `theirs` holds what the row holds now and `yours` what the person typed, field by field, so that a page can show
    both side by side and lose neither.
    """

    def __init__(self, sentence: str, *, theirs: dict[str, Any], yours: dict[str, Any], version: int) -> None:
        super().__init__(sentence)
        self.theirs = theirs
        self.yours = yours
        self.version = version


def allowed(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """The yes/no twin of a check: True when `check(*args, **kwargs)` does not refuse."""
    try:
        check(*args, **kwargs)
    except Refused:
        return False
    return True
