"""What people do with themes across audits: say that two are the same or not, begin one, word it, merge two."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from agencies import journal
from agencies.models import Person
from agencies.writing import write
from audit_project.refused import Refused, Stale
from audit_project.versions import write_version
from audits.across import rules
from audits.across.models import PracticeTheme, ThemeMatch
from audits.meeting.models import Theme
from audits.meeting.themes.merging import CHANGED, INTO_ITSELF, UNLIKE
from audits.scope.models import Audit

SAME, OTHER = ThemeMatch.State.SAME, ThemeMatch.State.OTHER


def say(theme: Theme, practice: PracticeTheme, state: str, *, by: Person, now: datetime) -> ThemeMatch:
    """A person's word that a theme of an audit is, or is not, a theme that is followed across audits.

    A second word on the same two takes the place of the first. A theme that is the same as one stays so until
    somebody takes it out there.
    """
    rules.check_can_match(by, theme)
    if state not in ThemeMatch.State.values:
        raise Refused("Choose whether the two are the same.")
    with transaction.atomic():
        lock_practice_theme(theme)
        practice = standing(practice)
        check_alike(theme, practice)
        if state == SAME:
            check_not_matched(theme, practice)
        match, made = ThemeMatch.objects.get_or_create(
            theme=theme,
            practice_theme=practice,
            defaults={"state": state, "decided_at": now, "decided_by": by},
        )
        if not made and match.state != state:
            write_version(match, match.version, state=state, decided_at=now, decided_by=by)
        journal.record(by, "matched" if state == SAME else "told_apart", theme, now=now)
    return match


def begin(theme: Theme, *, by: Person, now: datetime, statement: str) -> PracticeTheme:
    """A new theme across audits, in words of its own, with this theme as the first that it stands on."""
    rules.check_can_match(by, theme)
    practice = PracticeTheme(kind=theme.kind, made_at=now, made_by=by)
    with transaction.atomic():
        lock_practice_theme(theme)
        check_not_matched(theme)
        if twins_of(practice, statement).exists():
            raise Refused("There is already a theme with these words. Say that this one is the same.", on="statement")
        write(practice, by=by, now=now, verb="added", statement=statement)
        ThemeMatch.objects.create(theme=theme, practice_theme=practice, state=SAME, decided_at=now, decided_by=by)
        journal.record(by, "matched", theme, now=now)
    return practice


def begin_with_both(theme: Theme, earlier: Theme, *, by: Person, now: datetime) -> PracticeTheme:
    """Two themes of two audits are the same and neither is followed yet: they begin one, in the earlier's words."""
    if theme.audit_id == earlier.audit_id:
        raise Refused("Two themes of one audit are merged on the audit’s own page of themes.")
    if theme.kind != earlier.kind:
        raise Refused("Good practice and areas for development are different themes.")
    with transaction.atomic():
        practice = begin(earlier, by=by, now=now, statement=earlier.statement)
        say(theme, practice, SAME, by=by, now=now)
    return practice


def take_out(match: ThemeMatch, *, by: Person, now: datetime, version: int) -> None:
    """Not the same after all: the theme leaves, and the word that it isn't the same is kept."""
    rules.check_can_match(by, match.theme)
    with transaction.atomic():
        write_version(match, version, state=OTHER, decided_at=now, decided_by=by)
        journal.record(by, "told_apart", match.theme, now=now)


def reword_practice_theme(
    practice: PracticeTheme, *, by: Person, now: datetime, version: int, statement: str
) -> PracticeTheme:
    """Change the words of a theme across audits; what stands under it stays."""
    rules.check_can_keep(by)
    with transaction.atomic():
        check_not_merged(practice)
        if twins_of(practice, statement).exists():
            raise Refused("There is already a theme with these words. Merge the two instead.", on="statement")
        return write(practice, by=by, now=now, verb="edited", version=version, statement=statement)


def merge_practice_themes(
    one: PracticeTheme, into: PracticeTheme, *, by: Person, now: datetime, version: int, into_version: int
) -> PracticeTheme:
    """One theme across audits is merged into another of its kind. Both rows and all words on them are kept: what was
    said of the first is counted under the second from now on."""
    check_can_merge(one, into, by=by)
    with transaction.atomic():
        rows = {
            row.pk: row
            for row in PracticeTheme.objects.select_for_update().filter(pk__in=(one.pk, into.pk)).order_by("pk")
        }
        one, into = rows[one.pk], rows[into.pk]
        check_can_merge(one, into, by=by)
        if (one.version, into.version) != (version, into_version):
            raise Stale(CHANGED, theirs={}, yours={}, version=one.version)
        PracticeTheme.objects.filter(merged_into=one).update(merged_into=into, version=F("version") + 1)
        write_version(one, version, merged_into=into)
        write_version(into, into_version)
        journal.record(by, "merged", one, now=now)
        journal.record(by, "took_in", into, now=now)
    return into


def check_can_merge(one: PracticeTheme, into: PracticeTheme, *, by: Person) -> None:
    rules.check_can_keep(by)
    if one.pk == into.pk:
        raise Refused(INTO_ITSELF)
    if one.kind != into.kind:
        raise Refused(UNLIKE)
    check_not_merged(one)
    if into.merged_into_id is not None:
        raise Refused("That theme is itself merged into another. Choose the other one.")


def check_not_merged(practice: PracticeTheme) -> None:
    if practice.merged_into_id is not None:
        raise Refused("This theme is merged into another, so it does not change any more.")


def twins_of(practice: PracticeTheme, statement: str) -> QuerySet[PracticeTheme]:
    """Other themes of its kind in these words."""
    rows = PracticeTheme.objects.filter(kind=practice.kind, statement=statement.strip(), merged_into=None)
    return rows.exclude(pk=practice.pk)


def check_alike(theme: Theme, practice: PracticeTheme) -> None:
    if theme.kind != practice.kind:
        raise Refused("Good practice and areas for development are different themes.")


def check_not_matched(theme: Theme, practice: PracticeTheme | None = None) -> None:
    """A theme of an audit is one theme across audits at most."""
    matched = ThemeMatch.objects.filter(theme=theme, state=SAME).select_related("practice_theme").first()
    if matched is None:
        return
    home = matched.practice_theme.merged_into_id or matched.practice_theme_id
    if practice is None or home != practice.pk:
        raise Refused("This theme is already matched to another one. Take it out there first.")


def lock_practice_theme(theme: Theme) -> None:
    """Two people who match one theme at once go one after the other."""
    Audit.objects.select_for_update().get(pk=theme.audit_id)


def standing(practice: PracticeTheme) -> PracticeTheme:
    """The theme itself, or the one it was merged into meanwhile."""
    row = PracticeTheme.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=practice.pk)
    return row.merged_into or row


def follow_theme(theme: Theme, into: Theme, by: Person, now: datetime) -> None:
    """Two themes of one audit become one: what was said of the first is said of the second.

    Refuses where they are matched to different themes across audits: nobody could say which of the two is meant.
    """
    ours, theirs = ({match.practice_theme_id: match for match in one.matches.all()} for one in (theme, into))
    homes = {
        match.practice_theme.merged_into_id or match.practice_theme_id
        for match in ThemeMatch.objects.filter(theme__in=(theme, into), state=SAME).select_related("practice_theme")
    }
    if len(homes) > 1:
        raise Refused("The two are matched to different themes across audits. Merge those first, or take one out.")
    for practice, match in ours.items():
        twin = theirs.get(practice)
        if twin is None and not (match.state == SAME and any(one.state == SAME for one in theirs.values())):
            write_version(match, match.version, theme=into)
            continue
        match.delete()  # the same word stands on the other theme already
        if twin is not None and match.state == SAME and twin.state == OTHER:
            write_version(twin, twin.version, state=SAME, decided_at=now, decided_by=by)
