"""A page of a return that saves itself: in order, once each, and never over somebody else's words."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from agencies.models import JournalEntry, Person
from audits.returns.models import AgencyReturn, Answer
from audits.returns.open_models import OpenForm
from audits.scope.models import Audit
from tests.conftest import Cast
from tests.returns.conftest import Ready, add, address

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


class Tab:
    """One page as it stands open in a browser: it keeps its key, counts its saves, and takes what it is told."""

    def __init__(self, client: Client, person: Person, row: AgencyReturn, rest: str, page: str) -> None:
        self.client, self.row, self.at = client, row, address(row, rest)
        shown = client.get(self.at)
        self.words: dict[str, Any] = {"page": page, "whose": str(person.uid), "key": str(shown.context["key"])}
        for form in shown.context["forms"]:
            for name in form.fields:
                value = form[name].value()
                if value not in (None, "", False):
                    self.words[form.add_prefix(name)] = value
        self.sequence = 0

    def type(self, **words: Any) -> None:
        self.words |= words

    def body(self) -> dict[str, Any]:
        self.sequence += 1
        return {**self.words, "sequence": str(self.sequence)}

    def save(self) -> Any:
        return self.send(self.body())

    def send(self, body: dict[str, Any], *, hear: bool = True) -> Any:
        answer = self.client.post(address(self.row, "keep/"), body, headers={"Accept": "application/json"})
        if answer.status_code == 200 and hear:
            for told in answer.json()["stands"].values():
                self.words[told["fields"]["version"]] = told["version"]
                self.words[told["fields"]["opened"]] = told["opened"]
        return answer

    def press(self) -> Any:
        return self.client.post(self.at, self.words)


@pytest.fixture
def tab(sign_in: SignIn, cast: Cast, police: AgencyReturn) -> Callable[..., Tab]:
    def opened(rest: str = "grade/", page: str = "grade", person: Person | None = None) -> Tab:
        who = person or cast.police_auditor
        return Tab(sign_in(who), who, police, rest, page)

    return opened


Open = Callable[..., Tab]


def first_answer(row: AgencyReturn) -> Answer:
    return row.answers.order_by("standard__domain__order", "standard__number")[0]


def test_what_is_typed_stands_at_once_and_the_page_says_when(tab: Open, police: AgencyReturn) -> None:
    page = tab()
    page.type(reason="Timely, and the child was")
    told = page.save().json()
    assert told["saved_at"].endswith(("am", "pm"))
    police.grade.refresh_from_db()
    assert police.grade.reason == "Timely, and the child was"


def test_a_page_of_questions_saves_the_one_that_was_answered(tab: Open, police: AgencyReturn) -> None:
    page = tab("questions/1/", "questions")
    first, second = police.answers.order_by("standard__domain__order", "standard__number")[:2]
    page.type(**{f"q{first.standard_id}-given": "PARTLY", f"q{first.standard_id}-comment": "Late by a week."})
    assert list(page.save().json()["stands"]) == [f"q{first.standard_id}"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.value, first.comment, first.version, second.version) == ("PARTLY", "Late by a week.", 2, 1)


def test_a_save_that_comes_twice_or_late_changes_nothing(tab: Open, police: AgencyReturn) -> None:
    page = tab()
    page.type(reason="First words")
    early = page.body()
    page.send(early)
    page.type(reason="Later words")
    page.save()
    again = page.send(early, hear=False).json()
    assert again["again"] is True
    police.grade.refresh_from_db()
    assert (police.grade.reason, police.grade.version) == ("Later words", 3)


def test_alone_in_one_tab_a_lost_answer_makes_no_clash(tab: Open, police: AgencyReturn) -> None:
    page = tab()
    page.type(reason="First words")
    page.send(page.body(), hear=False)  # the connection broke before the answer came
    page.type(reason="First words, and more")
    assert page.save().json()["clashes"] == []
    page.type(reason="")
    page.send(page.body(), hear=False)
    page.type(reason="First words")
    assert page.press().status_code == 302
    police.grade.refresh_from_db()
    assert police.grade.reason == "First words"


def test_a_word_typed_and_taken_back_after_a_lost_answer_is_taken_back(tab: Open, police: AgencyReturn) -> None:
    page = tab()
    page.type(reason="A slip")
    page.send(page.body(), hear=False)
    page.type(reason="")
    page.save()
    police.grade.refresh_from_db()
    assert police.grade.reason == ""


def test_after_the_button_a_late_save_changes_nothing(tab: Open, police: AgencyReturn) -> None:
    page = tab()
    page.type(reason="Half a sen")
    late = page.body()
    page.type(reason="Half a sentence, finished.")
    assert page.press().status_code == 302
    page.send(late)
    police.grade.refresh_from_db()
    assert police.grade.reason == "Half a sentence, finished."


def test_two_people_on_one_row_both_keep_their_words(tab: Open, cast: Cast, police: AgencyReturn) -> None:
    mine, theirs = tab(), tab(person=cast.police_contact)
    theirs.type(reason="What Piers wrote.")
    theirs.save()
    mine.type(reason="What Pat wrote.")
    told = mine.save().json()
    (clash,) = told["clashes"]
    assert clash["rows"] == [{"label": "Why?", "theirs": "What Piers wrote.", "yours": "What Pat wrote."}]
    assert clash["values"]["reason"] == "What Piers wrote."
    police.grade.refresh_from_db()
    assert police.grade.reason == "What Piers wrote."
    mine.type(version=clash["version"], opened=clash["opened"])  # "Keep mine"
    assert mine.save().json()["clashes"] == []
    police.grade.refresh_from_db()
    assert police.grade.reason == "What Pat wrote."


def test_two_halves_of_one_page_make_no_clash(tab: Open, cast: Cast, police: AgencyReturn) -> None:
    first, second = (
        one.standard_id for one in police.answers.order_by("standard__domain__order", "standard__number")[:2]
    )
    mine = tab("questions/1/", "questions")
    theirs = tab("questions/1/", "questions", cast.police_contact)
    mine.type(**{f"q{first}-given": "YES"})
    theirs.type(**{f"q{second}-given": "NO"})
    assert mine.save().json()["clashes"] == []
    assert theirs.press().status_code == 302
    assert mine.press().status_code == 302
    assert dict(police.answers.filter(standard__in=(first, second)).values_list("standard", "value")) == {
        first: "YES", second: "NO",
    }  # fmt: skip


def test_what_cannot_be_saved_is_said_beside_its_field_and_the_rest_is_saved(tab: Open, police: AgencyReturn) -> None:
    page = tab("questions/1/", "questions")
    first, second = (
        one.standard_id for one in police.answers.order_by("standard__domain__order", "standard__number")[:2]
    )
    page.type(**{f"q{first}-comment": "x" * 4001, f"q{second}-given": "YES"})
    told = page.save().json()
    words = "Use 4,000 characters or fewer: it has 4,001, which is 1 too many."
    assert told["faults"] == [{"field": f"q{first}-comment", "words": words, "kept": True}]
    assert Answer.objects.get(agency_return=police, standard=second).value == "YES"


def test_a_finding_that_was_begun_is_kept_listed_finished_and_thrown_away(tab: Open, police: AgencyReturn) -> None:
    page = tab("findings/add/", "draft")
    page.type(text="The school was told three")
    page.save()
    draft = police.drafts.get()
    assert (draft.text, draft.kind, police.findings.count()) == ("The school was told three", "", 0)
    assert "The school was told three" in page.client.get(address(police, "findings/")).content.decode()
    again = Tab(page.client, draft.saved_by, police, f"findings/begun/{draft.uid}/", f"draft-{draft.uid}")
    assert again.words["text"] == "The school was told three"
    again.type(text="The school was told three weeks late.", kind="develop", domain="REC")
    again.save()
    assert again.press().status_code == 302
    assert [one.text for one in police.findings.all()] == ["The school was told three weeks late."]
    assert police.drafts.count() == 0
    page.type(text="A late save of the first tab")
    other = tab("findings/add/", "draft")
    other.type(text="Not wanted")
    other.save()
    other.client.post(address(police, f"findings/begun/{police.drafts.get().uid}/remove/"))
    assert police.drafts.count() == 0


def test_adding_a_finding_with_the_button_ends_its_draft(tab: Open, police: AgencyReturn) -> None:
    page = tab("findings/add/", "draft")
    page.type(text="Signs were seen early.", kind="good", domain="REC")
    page.save()
    late = page.body()
    assert page.press().status_code == 302
    page.send(late)
    assert (police.drafts.count(), police.findings.count()) == (0, 1)


def test_another_person_at_the_same_browser_saves_and_sees_nothing(
    tab: Open, sign_in: SignIn, cast: Cast, police: AgencyReturn
) -> None:
    page = tab()
    page.type(reason="Pat's words")
    page.client = sign_in(cast.police_contact)
    answer = page.save()
    assert (answer.status_code, answer.json()) == (409, {"somebody_else": True})
    police.grade.refresh_from_db()
    assert police.grade.reason == ""


def test_without_a_session_it_is_told_so_and_no_page(tab: Open, police: AgencyReturn) -> None:
    page = tab()
    page.client = Client()
    answer = page.save()
    assert (answer.status_code, answer.json()) == (401, {"signed_out": True})


@pytest.mark.parametrize("broken", [{"key": "x"}, {"sequence": "x"}, {"sequence": "0"}, {"page": "elsewhere"},
                                    {"sequence": "2000000000"}, {"page": "finding-x"}, {"key": ""}])  # fmt: skip
def test_a_page_from_before_an_upgrade_is_told_in_words(tab: Open, broken: dict[str, str]) -> None:
    page = tab()
    answer = page.send({**page.body(), **broken})
    assert answer.status_code == 403
    assert answer.json()["refused"].endswith(".")


def test_a_key_is_its_page_s_alone(tab: Open, cast: Cast) -> None:
    page, other = tab(), tab(person=cast.police_contact)
    page.type(reason="One")
    page.save()
    other.type(key=page.words["key"], reason="Two")
    assert other.save().status_code == 403


def test_after_the_return_was_submitted_the_words_are_refused_and_nothing_changes(
    tab: Open, cast: Cast, police: AgencyReturn, ready: Ready
) -> None:
    ready(police)
    page = tab()
    AgencyReturn.objects.filter(pk=police.pk).update(state="submitted")
    page.type(reason="Too late")
    answer = page.save()
    assert answer.status_code == 403
    assert answer.json()["refused"].startswith("This return has been submitted.")


def test_after_the_audit_closed_the_words_are_refused(tab: Open, police: AgencyReturn) -> None:
    page = tab()
    Audit.objects.filter(pk=police.audit_id).update(state="closed")
    page.type(reason="Too late")
    assert page.save().json()["refused"].startswith("This audit's returns are closed.")


def test_a_finding_that_another_removed_is_refused_and_one_of_another_return_is_not_there(
    tab: Open, cast: Cast, police: AgencyReturn, school: AgencyReturn
) -> None:
    mine = add(police, cast.police_auditor)
    page = tab(f"findings/{mine.uid}/", f"finding-{mine.uid}")
    other = add(school, cast.auditor, "Of another agency.")
    page.type(text="Changed")
    assert page.send({**page.body(), "page": f"finding-{other.uid}"}).status_code == 403
    mine.delete()
    assert page.save().status_code == 403
    other.refresh_from_db()
    assert other.text == "Of another agency."


def test_a_save_in_the_background_writes_no_history_and_one_line_in_the_journal(
    tab: Open, police: AgencyReturn
) -> None:
    page = tab()
    steps = police.grade.events.count()
    before = JournalEntry.objects.filter(verb="saved").count()
    for words in ("One", "One two", "One two three"):
        page.type(reason=words)
        page.save()
    assert police.grade.events.count() == steps
    assert JournalEntry.objects.filter(verb="saved").count() == before + 1
    page.press()
    assert police.grade.events.latest("pgh_id").reason == "One two three"
    assert police.grade.events.count() == steps + 1


def test_a_save_asks_few_questions_of_the_database(
    tab: Open, police: AgencyReturn, django_assert_max_num_queries: Any
) -> None:
    page = tab("questions/1/", "questions")
    first = police.answers.order_by("standard__domain__order", "standard__number")[0]
    page.type(**{f"q{first.standard_id}-given": "YES"})
    page.save()
    page.type(**{f"q{first.standard_id}-given": "NO"})
    with django_assert_max_num_queries(32):
        page.save()


def test_open_forms_hold_no_text(tab: Open) -> None:
    page = tab()
    page.type(reason="Words of a record")
    page.save()
    kept = OpenForm.objects.get(key=uuid.UUID(page.words["key"]))
    assert "Words of a record" not in f"{kept.outcome}{kept.versions}"


def test_while_saving_it_says_quietly_what_would_identify_somebody(tab: Open, police: AgencyReturn) -> None:
    page = tab()
    page.type(reason="Ring her on 07700 900123 after school.")
    told = page.save().json()
    (hint,) = told["hints"]
    assert hint["field"] == "reason"
    assert "telephone number" in hint["words"]
    assert "07700" not in hint["words"]
    police.grade.refresh_from_db()
    assert police.grade.reason == "Ring her on 07700 900123 after school."
    page.type(reason="Ring her after school.")
    assert page.save().json()["hints"] == []


def test_a_paste_past_the_limit_is_kept_as_a_draft_and_shown_again(tab: Open, police: AgencyReturn) -> None:
    page = tab("questions/1/", "questions")
    name = f"q{first_answer(police).standard_id}"
    long = "Seen late. " * 500
    page.type(**{f"{name}-given": "NO", f"{name}-comment": long})
    (fault,) = page.save().json()["faults"]
    assert fault["kept"]
    assert fault["words"] == "Use 4,000 characters or fewer: it has 5,499, which is 1,499 too many."
    answer = first_answer(police)
    assert (answer.value, answer.comment) == ("NO", "")  # the tick is saved, the comment waits
    again = tab("questions/1/", "questions")
    assert again.words[f"{name}-comment"] == long.strip()
    shown = page.client.get(page.at).content.decode()
    assert "1,499 too many" in shown
    assert "kept as a draft until it is shortened" in shown
    assert "error-summary" in shown


def test_what_is_too_long_stops_the_submit_until_it_is_shortened(
    tab: Open, police: AgencyReturn, ready: Ready, cast: Cast
) -> None:
    ready(police)
    page = tab("questions/1/", "questions")
    name = f"q{first_answer(police).standard_id}"
    page.type(**{f"{name}-comment": "x" * 4_001})
    page.save()
    check = page.client.post(address(police, "check/")).content.decode()
    assert "A comment on a question is too long by 1 character." in check
    assert f"questions/1/#id_{name}-comment" in check
    police.refresh_from_db()
    assert police.state != "submitted"
    page.type(**{f"{name}-comment": "x" * 4_000})
    assert page.save().json()["faults"] == []
    assert first_answer(police).comment == "x" * 4_000
    assert not police.long_texts.exists()
    page.client.post(address(police, "check/"))
    police.refresh_from_db()
    assert police.state == "submitted"


def test_a_long_text_goes_back_to_what_stood_and_is_gone(tab: Open, police: AgencyReturn) -> None:
    page = tab("grade/", "grade")
    page.type(reason="y" * 5_000)
    page.save()
    assert police.long_texts.get().text == "y" * 5_000
    page.type(reason="")
    page.save()
    assert not police.long_texts.exists()


def test_a_colleague_s_long_text_is_neither_lost_nor_overwritten(tab: Open, police: AgencyReturn, cast: Cast) -> None:
    mine, theirs = tab("grade/", "grade"), tab("grade/", "grade", cast.police_contact)
    mine.type(reason="m" * 5_000)
    mine.save()
    theirs.type(reason="t" * 6_000)
    (fault,) = theirs.save().json()["faults"]
    assert "so yours is not kept. Copy it" in fault["words"]
    assert "kept" not in fault
    theirs.type(reason="")
    theirs.save()
    assert police.long_texts.get().text == "m" * 5_000
    # Opened anew, the page shows it; shortened there, it is saved.
    later = tab("grade/", "grade", cast.police_contact)
    assert later.words["reason"] == "m" * 5_000
    later.type(reason="m" * 100, long=[f"{one.uid}:{one.version}" for one in police.long_texts.all()])
    later.save()
    assert not police.long_texts.exists()


def test_a_page_sent_by_its_button_keeps_what_is_too_long(tab: Open, police: AgencyReturn) -> None:
    page = tab("voices/", "voices")
    page.type(**{"child-found": "yes", "child-text": "z" * 5_000})
    assert page.press().status_code == 200
    assert police.long_texts.get().field == "child-text"
    shown = tab("voices/", "voices")
    assert shown.words["child-text"] == "z" * 5_000
    page.type(**{"child-found": "yes", "child-text": "z" * 3_000})
    page.type(long=[f"{one.uid}:{one.version}" for one in police.long_texts.all()])
    assert page.press().status_code == 302
    assert not police.long_texts.exists()


def test_a_finding_that_is_begun_and_one_that_stands_keep_what_is_too_long(
    tab: Open, police: AgencyReturn, cast: Cast
) -> None:
    begun = tab("findings/add/", "draft")
    begun.type(kind="good", text="b" * 30_000)
    begun.save()
    draft = police.drafts.get()
    assert (draft.kind, draft.text) == ("good", "")
    again = tab(f"findings/begun/{draft.uid}/", f"draft-{draft.uid}")
    assert again.words["text"] == "b" * 30_000
    begun.client.post(address(police, f"findings/begun/{draft.uid}/remove/"))
    assert not police.long_texts.exists()
    finding = add(police, cast.police_auditor, "Short.")
    page = tab(f"findings/{finding.uid}/", f"finding-{finding.uid}")
    page.type(text="f" * 9_000)
    page.save()
    assert police.long_texts.get().page == f"finding-{finding.uid}"
    finding.refresh_from_db()
    assert finding.text == "Short."


def test_there_is_an_end_to_what_is_kept(tab: Open, police: AgencyReturn) -> None:
    page = tab("grade/", "grade")
    page.type(reason="y" * 100_001)
    (fault,) = page.save().json()["faults"]
    assert "kept" not in fault
    assert not police.long_texts.exists()
