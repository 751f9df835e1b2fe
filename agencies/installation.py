"""What this database is: a demo, which carries a mark, or a partnership's own."""

from datetime import datetime

from django.db.utils import Error as DatabaseError

from agencies.models import Installation, Person

# The password of every example person: said on the sign-in page of a demo, and of use nowhere else.
DEMO_PASSWORD = "seven-minutes-to-read"  # noqa: S105
# The example link to a return, for trying out how somebody without an account answers it.
DEMO_LINK_TOKEN = "an-example-link-to-one-return-of-the-demo"  # noqa: S105
DEMO_LINK_CODE = "48217736"


def is_demo() -> bool:
    return Installation.objects.filter(pk=1, is_demo=True).exists()


def has_people() -> bool:
    return Person.objects.exists()


def mark_as_demo(now: datetime) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True, "marked_at": now})


def has_guests() -> bool:
    return Person.objects.filter(is_guest=True).exists()


def refuse_demo_as_production() -> list[str]:
    """A sentence when the database carries the demo's mark or cannot be asked; nothing when it is production's own."""
    try:
        return ["The database is a demo's, with made-up children: it cannot become production."] if is_demo() else []
    except DatabaseError:
        return ["The database in DATABASE_URL does not answer, or has not been migrated."]


def demo_known() -> bool:
    """Whether this is a demo, remembered once it is known: the mark is never taken off a running database."""
    if not REMEMBERED:
        try:
            REMEMBERED.append(is_demo())
        except DatabaseError:
            return False
    return REMEMBERED[0]


REMEMBERED: list[bool] = []
