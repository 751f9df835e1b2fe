"""What a preview hands on to the page that follows, in the page itself: one signed text, for one person and purpose.

Nothing is kept on the server before somebody has said yes, and what is made is what was shown.
"""

from __future__ import annotations

from typing import Any

from django.core import signing

from audit_project.refused import Refused

MOST_CARRIED = 2_000_000  # characters of a hidden field: a form may be a little larger (DATA_UPLOAD_MAX_MEMORY_SIZE)
NO_LONGER = "This was shown more than an hour ago, or to somebody else. Read it again."
CARRIED_FOR = 60 * 60  # seconds: a preview is a page to be read, not a place to keep a list


def seal(data: Any, purpose: str) -> str | None:
    """Plain data as one signed text for a hidden field; None when the form would be too large to be sent back."""
    text = signing.dumps(data, salt=purpose, compress=True)
    return text if len(text) <= MOST_CARRIED else None


def unseal(text: str, purpose: str) -> Any:
    """What `seal` handed on. Raises `Refused` when it is an hour old, changed, or for something or somebody else."""
    try:
        return signing.loads(text, salt=purpose, max_age=CARRIED_FOR)
    except signing.BadSignature as fault:
        raise Refused(NO_LONGER) from fault
