"""Numbers and addresses of the network that identify somebody: each by its own check where it has one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import nhs_number
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum.gb import upn

from audits.recognise.found import Found, Kind
from audits.recognise.lists import words_of

TEN_DIGITS = re.compile(r"(?<![\d+])\d(?:[ .-]?\d){9}(?![\d])", re.ASCII)
PUPIL = re.compile(r"(?<![A-Za-z0-9])[A-Za-z](?: ?\d){11} ?[0-9A-Za-z](?![A-Za-z0-9])", re.ASCII)
EMAIL = re.compile(r"[\w.+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
SPELT_EMAIL = re.compile(
    r"\b[\w.+-]{1,64} ?(?:\(at\)|\[at\]| at ) ?[\w-]{1,63}(?: ?(?:\(dot\)|\[dot\]| dot |\.) ?[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)
SPELT_DOT = re.compile(r"\(dot\)|\[dot\]| dot |\.(?:uk|com|org|net|info|eu)\b", re.IGNORECASE)
AREAS = words_of("postcode_areas")
POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2})(\d[A-Za-z\d]?) {0,2}(\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![A-Za-z0-9])"
)
ORDINALS = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "0th")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}\.?"
DATE = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?(?: of)?[ ./-]{1,2}(?:\d{1,2}|" + MONTH + r")(?:,?[ ./-]{1,2}\d{2,4})?"
    r"|" + MONTH + r" \d{1,2}(?:st|nd|rd|th)?(?:,? \d{2,4})?|\d{4}-\d{1,2}-\d{1,2})"
)
BIRTH = re.compile(
    r"\b(?:d\.? ?o\.? ?b\b\.?|date of birth|birth ?date|birth ?day|born)(?:\W{1,3}\w{1,12}){0,3}?\W{1,3}("
    + DATE
    + r")(?!\d)",
    re.IGNORECASE,
)
BORN_IN_BRACKETS = re.compile(r"\b(?:aged? \d{1,2}|b\.) ?\(?(?:b\.? ?)?(" + DATE + r")\)?(?!\d)", re.IGNORECASE)
PHONE_CUE = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|landline)\b(?: (?:number|no))?\.?(?: (?:is|was|on))?"
    r"[ :]{0,3}(\d[\d ]{4,14}\d)(?!\d)",
    re.IGNORECASE,
)
SHORTEST_PHONE, LONGEST_PHONE = 10, 15


def numbers_in(text: str) -> Iterator[Found]:
    """Everything that stops a submit. `text` is plain: one kind of space, of hyphen and of figures."""
    yield from nhs_numbers(text)
    yield from pupil_numbers(text)
    yield from births(text)
    yield from postcodes(text)
    yield from telephones(text)
    yield from emails(text)


def found(kind: Kind, text: str, start: int, end: int) -> Found:
    return Found(kind, start, end, text[start:end])


def nhs_numbers(text: str) -> Iterator[Found]:
    """Ten figures whose check digit holds."""
    for match in TEN_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if not digits.startswith("00") and nhs_number.is_valid(digits):
            yield found(Kind.NHS_NUMBER, text, *match.span())


def pupil_numbers(text: str) -> Iterator[Found]:
    """A letter, eleven figures and a last sign, whose check letter holds; any of that shape that is called a UPN."""
    for match in PUPIL.finditer(text):
        said = re.search(r"\bupn\b|pupil number", text[max(0, match.start() - 40) : match.start()], re.IGNORECASE)
        if said or upn.is_valid(match[0]):
            yield found(Kind.UPN, text, *match.span())


def births(text: str) -> Iterator[Found]:
    """A date that is called somebody's birth. Other dates are events, and stay."""
    for pattern in (BIRTH, BORN_IN_BRACKETS):
        for match in pattern.finditer(text):
            yield found(Kind.DATE_OF_BIRTH, text, *match.span(1))


def postcodes(text: str) -> Iterator[Found]:
    for match in POSTCODE.finditer(text):
        area, _, inward = match.groups()
        if area.upper() in AREAS and inward not in ORDINALS:
            yield found(Kind.POSTCODE, text, *match.span())


def telephones(text: str) -> Iterator[Found]:
    """Numbers as they are dialled from Britain, and shorter ones that are called a telephone number."""
    for match in PhoneNumberMatcher(text, "GB", leniency=Leniency.POSSIBLE, max_tries=1000):
        digits = re.sub(r"\D", "", match.raw_string)
        dialled = digits.startswith("0") or match.raw_string.lstrip("( ").startswith("+")
        if dialled and SHORTEST_PHONE <= len(digits) <= LONGEST_PHONE:
            yield found(Kind.TELEPHONE, text, match.start, match.end)
    for cued in PHONE_CUE.finditer(text):
        yield found(Kind.TELEPHONE, text, *cued.span(1))


def emails(text: str) -> Iterator[Found]:
    for match in EMAIL.finditer(text):
        words = match[0].strip(".'-")
        try:
            validate_email(words)
        except ValidationError:
            continue
        yield found(Kind.EMAIL, text, match.start(), match.start() + len(match[0].rstrip(".'-")))
    for spelt in SPELT_EMAIL.finditer(text):
        if SPELT_DOT.search(spelt[0]):
            yield found(Kind.EMAIL, text, *spelt.span())
