"""How well words that would identify somebody are found: recall and false alarms of each kind, on invented sentences.

`benchmarks/words.py` prints the table; `--write` puts it into benchmarks/README.md. Run by `make bench-words`.
`--fresh` prints those of the two sets in tests/recognise, which docs/words-measured.md keeps.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
FRESH = [HERE.parent / "tests" / "recognise" / name for name in ("fresh.txt", "fresh_second.txt")]
sys.path.insert(0, str(HERE.parent))

from audits.recognise.find import find, known_of  # noqa: E402
from audits.recognise.found import STOPPING, FoundKind, KnownWords  # noqa: E402

KNOWN: KnownWords = known_of(
    [
        "Hill View Primary School",
        "St Agnes Catholic Academy",
        "Beech Surgery",
        "The Elms Medical Practice",
        "Canal Street Surgery",
        "Weavers' Nursery",
    ],
    ["North Bank Police", "Children's Social Care", "Riverside Healthcare Trust", "Kingsmere Council"],
)
PARTS = {"tuned": "shaped on", "held_out": "held out"}
MARK = re.compile(r"\[(?P<kind>[a-z_]+)\|(?P<words>(?:[^\[\]]|\[[a-z]+\])+)\]")
START, END = "<!-- words: written by make bench-words -->", "<!-- end of words -->"


@dataclass(frozen=True)
class Sentence:
    """One sentence as it would be typed, with what stands in it: kind, start, end."""

    text: str
    marks: tuple[tuple[str, int, int], ...]


@dataclass
class Score:
    """Of one kind: how many were marked, how many of these were found, what was found where nothing was marked."""

    marked: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)


def read(part: str) -> list[Sentence]:
    return read_file(HERE / "sentences" / f"{part}.txt")


def read_file(path: Path) -> list[Sentence]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [sentence(line) for line in lines if line and not line.startswith("#")]


def sentence(line: str) -> Sentence:
    text, marks, end = "", [], 0
    for match in MARK.finditer(line):
        text += line[end : match.start()]
        marks.append((match["kind"], len(text), len(text) + len(match["words"])))
        text += match["words"]
        end = match.end()
    return Sentence(text + line[end:], tuple(marks))


def measure(sentences: list[Sentence]) -> dict[str, Score]:
    """Found means: the same kind, over some of the same characters. Everything else that is found is a false alarm."""
    scores = {kind.value: Score() for kind in FoundKind}
    for kind in {kind for one in sentences for kind, _, _ in one.marks}:
        scores.setdefault(kind, Score())  # marked before there is a rule for it: missed
    for one in sentences:
        found = find(one.text, KNOWN)
        hit = set()
        for kind, start, end in one.marks:
            over = {at for at, it in enumerate(found) if it.kind == kind and it.start < end and start < it.end}
            hit |= over
            scores[kind].marked += 1
            scores[kind].found += bool(over)
            if not over:
                scores[kind].missed.append(one.text)
        for at, it in enumerate(found):
            if at not in hit:
                scores[it.kind].alarms.append(f"{it.words} ({one.text})")
    return scores


def table(parts: dict[str, list[Sentence]]) -> str:
    head = " | ".join(f"{words}: found | {words}: false alarms" for words in PARTS.values())
    rows = [f"| kind | {head} |", "|---|" + "---|" * 2 * len(PARTS)]
    scores = {part: measure(sentences) for part, sentences in parts.items()}
    for kind in FoundKind:
        name = kind.value.replace("_", " ") + (" (stops)" if kind in STOPPING else "")
        cells = []
        for score in (scores[part][kind.value] for part in PARTS):
            cells += [f"{score.found} of {score.marked}", str(len(score.alarms))]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    bare = {part: sum(not one.marks for one in sentences) for part, sentences in parts.items()}
    size = "; ".join(f"{words}: {len(parts[part])}, {bare[part]} without" for part, words in PARTS.items())
    return "\n".join((f"Sentences {size} anything to find.", "", *rows))


def small_table(sentences: list[Sentence]) -> str:
    """Recall and false alarms of one set, a line a kind, and of all kinds together."""
    scores = measure(sentences)
    rows = ["| kind | found | false alarms |", "|---|---|---|"]
    rows += [
        f"| {kind.replace('_', ' ')} | {score.found} of {score.marked} | {len(score.alarms)} |"
        for kind, score in scores.items()
    ]
    found, marked = (sum(getattr(score, name) for score in scores.values()) for name in ("found", "marked"))
    alarms = sum(len(score.alarms) for score in scores.values())
    return "\n".join([*rows, f"| all | {found} of {marked} | {alarms} |"])


def say(part: str, scores: dict[str, Score]) -> None:
    """Print every sentence that was not read as it is marked."""
    for kind, score in scores.items():
        for words in score.missed:
            print(f"{part} {kind} missed: {words}")
        for words in score.alarms:
            print(f"{part} {kind} false alarm: {words}")


def main() -> None:
    if "--fresh" in sys.argv:
        for path in FRESH:
            print(small_table(read_file(path)))
            if "--say" in sys.argv:
                say(path.stem, measure(read_file(path)))
        return
    parts = {part: read(part) for part in PARTS}
    made = table(parts)
    print(made)
    if "--say" in sys.argv:
        for part, sentences in parts.items():
            say(part, measure(sentences))
    if "--write" in sys.argv:
        readme = HERE / "README.md"
        whole = readme.read_text(encoding="utf-8")
        before, after = whole.split(START)[0], whole.split(END)[1]
        readme.write_text(f"{before}{START}\n{made}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
