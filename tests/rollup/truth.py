"""An independent checker: reads an audit's rows with plain SQL and says which sentences say more than was recorded.

Nothing of the application's counting or wording is used here. Each sentence of both tiers is taken apart: its number,
what that is out of, who is left out, and what it asserts; each fault names the kind it is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import connection

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PERSONS = {"child", "adult", "young person", "baby", "person"}
IN = r"(?:In|Not in) (?P<many>.+?)(?:, |: )"


@dataclass(frozen=True)
class Said:
    """One sentence as the application gives it."""

    key: str
    text: str
    held_back: bool
    judge: str
    tier: str = ""


def has_number_of(theme: dict[str, Any], recorded: bool, cases: list[int]) -> bool:
    """Whether a theme's number of cases was recorded: somebody put findings under it, or it was worked on here."""
    if theme["amount_as_given"].strip():
        return False
    found = rows(
        "SELECT 1 FROM audits_agreedfinding WHERE theme_id = %s AND state = 'agreed' AND case_id = ANY(%s)",
        theme["id"], cases,
    )  # fmt: skip
    return bool(found) or not recorded


def rows(sql: str, *values: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class Truth:
    """What stands in the tables about one audit, and what may therefore be said."""

    def __init__(self, audit_id: int) -> None:
        self.audit = rows("SELECT * FROM audits_audit WHERE id = %s", audit_id)[0]
        self.recorded = self.audit["origin"] == "recorded"
        self.cases = rows(
            "SELECT c.*, EXISTS (SELECT 1 FROM audits_agencyreturn r"
            " JOIN audits_involvement i ON i.id = r.involvement_id"
            " WHERE r.case_id = c.id AND r.state IN ('submitted', 'accepted')"
            " AND (i.answer_id IS NULL OR i.answer_id = 'KNOWN')) AS has_return,"
            " EXISTS (SELECT 1 FROM audits_agreedfinding f WHERE f.case_id = c.id AND f.state = 'agreed')"
            " AS has_finding,"
            " b.label AS band, b.positive"
            " FROM audits_case c LEFT JOIN audits_strand s ON s.id = c.strand_id"
            " LEFT JOIN audits_agreedgrade g ON g.case_id = c.id LEFT JOIN audits_ratingband b ON b.id = g.band_id"
            " WHERE c.audit_id = %s AND c.state <> 'excluded' AND (s.id IS NULL OR s.in_headline)",
            audit_id,
        )
        self.agreed = [
            c for c in self.cases if self.recorded or c["state"] == "agreed" or c["band"] or c["has_finding"]
        ]
        self.looked_at = [c for c in self.cases if c in self.agreed or c["has_return"] or c["state"] == "meeting"]
        self.themes = {row["uid"].hex: row for row in rows("SELECT * FROM audits_theme WHERE audit_id = %s", audit_id)}
        self.members = rows(
            "SELECT m.*, x.label AS sex FROM audits_casemember m LEFT JOIN audits_sex x ON x.code = m.sex_id"
            " WHERE m.case_id = ANY(%s) AND m.is_subject", [case["id"] for case in self.cases],
        )  # fmt: skip
        self.drawn = bool(self.audit["drawn_how"].strip()) or bool(rows(
            "SELECT 1 FROM audits_cohortdraw WHERE audit_id = %s AND set_aside_at IS NULL"
            " AND method IN ('simple', 'proportional', 'fixed')", audit_id,
        ))  # fmt: skip
        asked = rows(
            "SELECT count(DISTINCT agency_id) AS n FROM audits_involvement WHERE case_id = ANY(%s)",
            [case["id"] for case in self.cases],
        )
        self.agencies_asked = asked[0]["n"]

    def faults(self, sentences: Mapping[str, Any], counts: Mapping[str, Any]) -> Iterator[str]:
        """Every untrue sentence, and every number in words that became a number; each begins with its kind."""
        for said in sentences.values():
            yield from self.of_sentence(said)
        for key, entry in counts.items():
            if (
                key.startswith("themes.")
                and (entry["numerator"] is not None)
                and not self.has_number(entry["statement"])
            ):
                yield f"amount: {key} has the number {entry['numerator']} and was recorded without one"

    def has_number(self, statement: str) -> bool:
        cases = [case["id"] for case in self.agreed]
        same = [theme for theme in self.themes.values() if theme["statement"] == statement]
        return any(has_number_of(theme, self.recorded, cases) for theme in same)

    def of_sentence(self, said: Said) -> Iterator[str]:
        about = said.key.partition(":")[0]
        reads = {
            "selection": self.selection, "grades.agreed": self.grades, "theme": self.theme, "members.age": self.ages,
            "members.siblings": self.siblings, "members.sex": self.sexes, "members.ethnicity": self.ethnicities,
            "members.plan": self.several, "members.plan_in_period": self.several, "members.disability": self.several,
            "members.category": self.several, "members.counted": self.counted, "agencies": self.agencies,
            "findings.reach": self.reach, "sample.cohort": self.cohort, "grades.views": self.views,
        }  # fmt: skip
        if "chosen" in said.text.replace(self.words_of_people(), "") and about == "selection":
            yield f"selection: “chosen” in {said.text!r}"
        if said.held_back:
            yield from self.held_back(said)
        elif about in reads:
            yield from reads[about](said.text, said)

    def words_of_people(self) -> str:
        return str(self.audit["unit_plural"])

    # Who was selected, how, out of whom
    def selection(self, text: str, said: Said) -> Iterator[str]:
        at_random = self.audit["selection"] in ("random", "stratified") and self.drawn
        if ("randomly" in text or "drawn" in text) and not at_random:
            yield f"selection: nobody drew, but {text!r}"
        body = text.removeprefix("We looked closely at the work with ").partition(" Reported by themselves")[0]
        whole = " of the cohort" in body
        total = self.audit["cohort_size"] if whole else len(self.cases)
        n, out_of = self.amount(body, total)
        if n != len(self.looked_at) or (out_of is not None and out_of != total):
            yield f"selection: {len(self.looked_at)} of {len(self.cases)} were looked at, but {text!r}"
        if re.search(r"\ball\b", body) and whole and self.audit["cohort_size"] != len(self.looked_at):
            yield f"selection: not all of the cohort, but {text!r}"
        if "multi-agency" in text and self.recorded and self.agencies_asked < 2:
            yield f"subject: one agency, but {text!r}"

    def unit(self) -> str:
        return str(self.audit["unit_plural"])

    def amount(self, words: str, total: int | None) -> tuple[int | None, int | None]:
        """The number at the beginning of some words, and what it is out of."""
        found = re.match(
            r"(?:(?P<all>all|both|the one|none of the|neither)|(?P<n>[\d,]+))(?: of the (?P<of>[\d,]+))?", words
        )
        if found is None:
            return None, None
        if found["n"]:
            return number(found["n"]), number(found["of"]) if found["of"] else None
        after = re.match(r"(?:all|none of the) (?P<n>[\d,]+)", words)
        of = (
            1
            if found["all"] == "the one"
            else 2
            if found["all"] in ("both", "neither")
            else number(after["n"])
            if after
            else total
        )
        return (0 if found["all"] in ("none of the", "neither") else of), of

    # Grades
    def grades(self, text: str, said: Said) -> Iterator[str]:
        graded = [case for case in self.cases if case["band"]]
        opening = re.match(IN + r"(?P<subject>.+?) was graded (?P<bands>.+?)[.;,( ]", text)
        if opening is None:
            yield f"grades: not understood: {text!r}"
            return
        n, out_of = self.amount(opening["many"], None)
        sentence = re.match(r"[^.;]* was graded (?P<names>[^.;(]*)", text)
        named = {name for name in {case["band"] for case in graded} if sentence and small(name) in sentence["names"]}
        counted = sum(case["band"] in named for case in graded)
        if (n, out_of) != (counted, len(graded)):
            yield f"grades: {counted} of {len(graded)}, but {text!r}"
        for label in {
            row["label"]
            for row in rows("SELECT label FROM audits_ratingband WHERE scale_id = %s", self.audit["scale_id"])
        }:
            if (
                sentence
                and re.search(rf"\b{re.escape(small(label))}\b", sentence["names"])
                and label not in {c["band"] for c in graded}
            ):
                yield f"merged bands: nobody is {label!r}, but {text!r}"
        yield from self.left_out(text, len(self.cases) - len(graded), "grades")
        meeting = not self.recorded and not self.audit["is_dip_sample"] and self.audit["graded"] == "not_stated"
        if "multi-agency" in opening["subject"] and not (meeting or self.audit["graded"] == "multi_agency"):
            yield f"subject: nobody recorded what was graded, but {text!r}"

    # Themes
    def theme(self, text: str, said: Said) -> Iterator[str]:
        row = self.themes[said.key.split(":")[1].replace("-", "")]
        statement, given = row["statement"].strip(), row["amount_as_given"].strip()
        if statement not in text:
            yield f"theme: its own words are gone from {text!r}"
        if given:
            if given.lower() not in text.lower():
                yield f"amount: given as {given!r}, but {text!r}"
            if set(re.findall(r"\d+", text.replace(statement, ""))) - set(re.findall(r"\d+", given)):
                yield f"amount: a number nobody gave in {text!r}"
            return
        found = rows(
            "SELECT DISTINCT case_id FROM audits_agreedfinding"
            " WHERE theme_id = %s AND state = 'agreed' AND case_id = ANY(%s)",
            row["id"], [case["id"] for case in self.agreed],
        )  # fmt: skip
        if not found:
            if not (self.recorded and text.rstrip(".!?…\"')”’") == statement.rstrip(".!?…\"')”’")):
                yield f"amount: in no case, and yet {text!r}"
            return
        opening = re.match(IN, text)
        n, out_of = self.amount(opening["many"], None) if opening else (None, None)
        if (n, out_of) != (len(found), len(self.agreed)):
            yield f"denominator: {len(found)} of {len(self.agreed)}, but {text!r}"
        yield from self.left_out(text.replace(statement, ""), len(self.cases) - len(self.agreed), "denominator")
        unit = str(self.audit["unit_singular"]).strip().lower()
        if unit not in PERSONS and opening and "audit" in opening["many"] and "audit" not in self.unit():
            yield f"unit: counted in {self.unit()}, but {text!r}"

    def left_out(self, text: str, missing: int, kind: str) -> Iterator[str]:
        told = re.search(r"[^.:]*(?:is|are) left out\.", text)
        said = sum(number(n) for n in re.findall(r"\d[\d,]*", told[0])) if told else 0
        if said != missing:
            yield f"{kind}: {missing} are left out, but {text!r}"

    # People
    def ages(self, text: str, said: Said) -> Iterator[str]:
        known = [m for m in self.members if m["kind"] == "unborn" or m["age_number"] is not None]
        yield from self.known_for_some(text, len(known), "age")

    def siblings(self, text: str, said: Said) -> Iterator[str]:
        known = [m for m in self.members if m["in_sibling_group"] is not None]
        yield from self.known_for_some(text, len(known), "siblings")
        inside = sum(bool(m["in_sibling_group"]) for m in known)
        if re.search(r"\b(All|Both|all|both)\b", text) and inside != len(known):
            yield f"known for some: {inside} of {len(known)} in a sibling group, but {text!r}"

    def sexes(self, text: str, said: Said) -> Iterator[str]:
        known = [m for m in self.members if m["sex_id"] not in (None, "U")]
        if not known:
            yield f"silent: nobody's sex is recorded, but {text!r}"
        total = sum(
            in_words(word)
            for word in re.findall(r"\b(" + "|".join(WORDS[1:]) + r"|\d+)\b", text.partition(".")[0].lower())
        )
        if total != len(known):
            yield f"people: {len(known)} have a sex recorded, but {text!r}"

    def ethnicities(self, text: str, said: Said) -> Iterator[str]:
        known = self.counts_of(
            "SELECT e.label, m.id FROM audits_casemember m JOIN audits_ethnicity e ON e.code = m.ethnicity_id"
            " WHERE m.id = ANY(%s) AND e.\"group\" <> 'Not known'"
        )
        first, _, rest = text.partition(". ")
        told = sum(in_words(word) for word in re.findall(rf"\b({'|'.join(WORDS[1:])}|\d+)\b", first.lower()))
        if told != sum(known.values()) or not all(label in first for label in known):
            yield f"people: the ethnicities recorded are {known}, but {text!r}"
        missing = re.search(r"For (?P<n>\w+), the ethnicity", rest)
        if (in_words(missing["n"]) if missing else 0) != len(self.members) - sum(known.values()):
            yield f"known for some: the ethnicity of {sum(known.values())} of {len(self.members)}, but {text!r}"

    def counts_of(self, sql: str) -> dict[str, int]:
        """How many of the people counted have each label; the query takes their ids."""
        found: dict[str, int] = {}
        for row in rows(sql, [member["id"] for member in self.members]):
            found[row["label"]] = found.get(row["label"], 0) + 1
        return found

    LISTS: ClassVar = {
        "members.plan": ("audits_casemember_plans_at_date", "plantype_id", "audits_plantype"),
        "members.plan_in_period": ("audits_casemember_plans_in_period", "plantype_id", "audits_plantype"),
        "members.disability": ("audits_casemember_disabilities", "disability_id", "audits_disability"),
    }

    def several(self, text: str, said: Said) -> Iterator[str]:
        if said.key == "members.category":
            sql = (
                "SELECT m.id, c.label FROM audits_casemember m JOIN audits_abusecategory c ON c.code = m.category_id"
                " WHERE m.id = ANY(%s)"
            )
        else:
            table, column, codes = self.LISTS[said.key]
            sql = (
                f"SELECT t.casemember_id AS id, c.label FROM {table} t JOIN {codes} c"  # noqa: S608 (names from above)
                f" ON c.code = t.{column} WHERE t.casemember_id = ANY(%s)"
            )
        known = self.counts_of(sql)
        having = {row["id"] for row in rows(sql, [member["id"] for member in self.members])}
        first, _, rest = text.partition(": ")[2].partition(". ")
        told = dict(re.findall(rf"(?:^|, | and |; )(.+?) \(({'|'.join(WORDS[1:])}|\d[\d,]*)\)", first.rstrip(".")))
        if {label: in_words(word) for label, word in told.items()} != known:
            yield f"people: {known} are recorded, but {text!r}"
        missing = re.search(r"None is recorded for (?P<n>\w+)", rest)
        if (in_words(missing["n"]) if missing else 0) != len(self.members) - len(having):
            yield f"known for some: {len(having)} of {len(self.members)} have any, but {text!r}"

    def counted(self, text: str, said: Said) -> Iterator[str]:
        linked = rows(
            "SELECT id FROM audits_casemember WHERE NOT is_subject AND case_id = ANY(%s)", [c["id"] for c in self.cases]
        )
        told = re.match(r"The (?:(?P<cases>\d+) )?cases? (?:is|are) about (?P<people>\d+) ", text)
        adults = re.search(r"(?P<n>\w+) linked adults? (?:is|are)", text)
        expected = (len(self.cases), len(self.members), len(linked))
        cases = number(told["cases"]) if told and told["cases"] else 1
        people, beside = number(told["people"]) if told else None, in_words(adults["n"].lower()) if adults else 0
        if (cases, people, beside) != expected:
            yield f"people: cases, people and linked adults are {expected}, but {text!r}"

    def agencies(self, text: str, said: Said) -> Iterator[str]:
        there = rows(
            "SELECT DISTINCT a.name, p.name AS parent, s.published_as, a.only_by_sector FROM audits_agencyreturn r"
            " JOIN audits_involvement i ON i.id = r.involvement_id JOIN agencies_agency a ON a.id = r.agency_id"
            " LEFT JOIN agencies_agency p ON p.id = a.parent_id JOIN agencies_sector s ON s.code = a.sector_id"
            " WHERE r.case_id = ANY(%s) AND r.state IN ('submitted', 'accepted')"
            " AND (i.answer_id IS NULL OR i.answer_id = 'KNOWN')",
            [case["id"] for case in self.cases],
        )  # fmt: skip
        names = {row["name"] for row in there}
        for row in rows("SELECT name FROM agencies_agency"):
            within = [name for name in names | {one["parent"] for one in there if one["parent"]} if row["name"] in name]
            if row["name"] in text and not within:
                yield f"agencies: {row['name']} handed nothing in, but {text!r}"
        hidden = {row["name"] for row in there if row["published_as"] == "sector" or row["only_by_sector"]}
        if said.tier == "published" and any(name in text for name in hidden):
            yield f"agencies: one that is never named is in {text!r}"
        if said.tier == "inside" and any(name not in text for name in names):
            yield f"agencies: {sorted(names)} took part, but {text!r}"

    def reach(self, text: str, said: Said) -> Iterator[str]:
        found = rows(
            "SELECT scope, count(*) AS n FROM audits_agreedfinding WHERE state = 'agreed' AND scope <> ''"
            " AND case_id = ANY(%s) GROUP BY scope", [case["id"] for case in self.agreed],
        )  # fmt: skip
        total = sum(row["n"] for row in found)
        unsaid = rows(
            "SELECT id FROM audits_agreedfinding WHERE state = 'agreed' AND scope = '' AND case_id = ANY(%s)",
            [case["id"] for case in self.agreed],
        )  # fmt: skip
        missing = re.search(r"For (?P<n>\w+), it is not recorded", text)
        if (in_words(missing["n"]) if missing else 0) != len(unsaid):
            yield f"known for some: the reach of {total} findings is recorded, of {len(unsaid)} not, but {text!r}"
        told = [number(n) for n in re.findall(r"\b\d[\d,]*\b", text.partition(" For ")[0])]
        expected = sorted(row["n"] for row in found) if len(found) > 1 else []
        if sorted(told) != sorted([total, *expected] if total != 1 else []):
            yield f"reach: {found}, but {text!r}"

    def cohort(self, text: str, said: Said) -> Iterator[str]:
        if "at random" in text and "is recorded" not in text and not self.drawn:
            yield f"selection: nobody drew, but {text!r}"
        told = {number(n) for n in re.findall(r"\d[\d,]*", text)}
        n, cohort = len(self.cases), self.audit["cohort_size"]
        if told - {n, cohort} or ("The whole cohort was audited" in text and cohort > n):
            yield f"selection: {n} of a cohort of {cohort}, but {text!r}"

    def views(self, text: str, said: Said) -> Iterator[str]:
        found = rows(
            "SELECT v.view, count(*) AS n FROM audits_panelview v"
            " JOIN audits_agencyreturn r ON r.id = v.agency_return_id"
            " JOIN audits_involvement i ON i.id = r.involvement_id"
            " WHERE v.case_id = ANY(%s) AND (i.answer_id IS NULL OR i.answer_id = 'KNOWN') GROUP BY v.view",
            [case["id"] for case in self.cases],
        )  # fmt: skip
        views = {row["view"]: row["n"] for row in found}
        both = re.search(r"accepted (?P<a>[\d,]+) and challenged (?P<c>[\d,]+)", text)
        if both and (number(both["a"]), number(both["c"])) != (views.get("accepted", 0), views.get("challenged", 0)):
            yield f"views: {views}, but {text!r}"
        if not both and len(views) > 1:
            yield f"views: {views}, but {text!r}"

    def known_for_some(self, text: str, known: int, what: str) -> Iterator[str]:
        missing = len(self.members) - known
        if not known:
            yield f"silent: no {what} is recorded, but {text!r}"
            return
        if missing and not re.search(r"whose (age is recorded|record says)", text):
            yield f"known for some: the {what} of {known} of {len(self.members)}, but {text!r}"
        told = re.search(r"(?:The age of|For) (?P<n>\w+(?:,\d+)*)", text)
        if (in_words(told["n"].lower()) if told else 0) != missing:
            yield f"known for some: {missing} are not recorded, but {text!r}"

    def held_back(self, said: Said) -> Iterator[str]:
        known = {
            "members.age": any(m["kind"] == "unborn" or m["age_number"] is not None for m in self.members),
            "members.siblings": any(m["in_sibling_group"] is not None for m in self.members),
            "members.sex": any(m["sex_id"] not in (None, "U") for m in self.members),
        }  # fmt: skip
        if not known.get(said.key, True):
            yield f"silent: nothing is recorded of {said.key}, but {said.text!r}"
        if re.search(r"\d", said.text):
            yield f"held back: a number in {said.text!r}"


def number(digits: str) -> int:
    return int(digits.replace(",", ""))


def in_words(word: str) -> int:
    return WORDS.index(word) if word in WORDS else number(word) if word.replace(",", "").isdigit() else 0


def small(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
