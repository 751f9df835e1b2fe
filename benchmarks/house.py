"""`python -m benchmarks.house [FOLDER]`: what stands in more than one place of a checkout, by reading its source alone.

Lines by room; limits of texts typed outside the models; sentences that stand in two or more files; forms by kind. It
imports nothing of the project, so that two checkouts can be set side by side.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

APPS = ("agencies", "audits", "audit_project")
LETTERS = 25  # a sentence for a person is longer than this
LIMITS = {"text_field", "short_text", "long_text", "within", "required", "CharField", "TextField"}


def sources(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Every source file of the project but its migrations, with its tree."""
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(root), ast.parse(path.read_text(encoding="utf-8"))


def room_of(path: Path) -> str:
    return "/".join(path.parts[:2]) if path.parts[0] == "audits" and len(path.parts) > 2 else path.parts[0]


def lines_by_room(root: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for path, _ in sources(root):
        found[room_of(path)] += len((root / path).read_text(encoding="utf-8").splitlines())
    return found


def sentences_of(tree: ast.Module) -> set[str]:
    """The sentences for a person in one file: literal texts with a space, of more than `LETTERS` letters, that are no
    docstring and hold no programme."""
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documents
        and is_sentence(node.value)
    }


def is_sentence(text: str) -> bool:
    """Words for a person: not SQL, no pattern, no markup class, no format of a log."""
    letters = sum(one.isalpha() for one in text)
    if letters <= LETTERS or " " not in text.strip() or "\n" in text:
        return False
    return text[:1].isupper() and not text.isupper() and "SELECT" not in text and "govuk-" not in text


def said_again(root: Path) -> dict[str, list[str]]:
    """Each sentence that stands in two or more files, with these."""
    places: dict[str, list[str]] = defaultdict(list)
    for path, tree in sources(root):
        for sentence in sorted(sentences_of(tree)):
            places[sentence].append(path.as_posix())
    return {sentence: files for sentence, files in places.items() if len(files) > 1}


def limits_outside_models(root: Path) -> list[str]:
    """Where a limit of a text is typed where the text is asked for or written, and not where it is kept."""
    models = classes_of(root, "Model")
    found = []
    for path, tree in sources(root):
        if path.name.endswith("models.py"):
            continue  # what several models share stands beside them
        kept = {
            id(call)
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and {name_of(base) for base in node.bases} & {"Model", *models}
            for call in ast.walk(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and id(node) not in kept and name_of(node.func) in LIMITS:
                values = [*node.args, *(word.value for word in node.keywords if word.arg == "max_length")]
                if any(isinstance(value, ast.Constant) and type(value.value) is int for value in values):
                    found.append(f"{path.as_posix()}:{node.lineno}")
    return found


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def classes_of(root: Path, kind: str) -> set[str]:
    """The names of the classes that are of a kind, by their bases or the bases of these."""
    bases = {
        node.name: [name_of(base) for base in node.bases]
        for _, tree in sources(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }

    def is_a(name: str) -> bool:
        return any(base == kind or (base != name and is_a(base)) for base in bases.get(name, []))

    return {name for name in bases if is_a(name)}


def forms_by_kind(root: Path) -> Counter[str]:
    """Forms of a model, and plain ones; and how many of them say how their page is laid out."""
    every, of_models = classes_of(root, "BaseForm") | classes_of(root, "Form"), classes_of(root, "ModelForm")
    laid_out = {
        node.name
        for _, tree in sources(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(
            name_of(target) == "layout"
            for line in ast.walk(node)
            if isinstance(line, ast.Assign | ast.AnnAssign)
            for target in (line.targets if isinstance(line, ast.Assign) else [line.target])
        )
    }

    found: Counter[str] = Counter()
    for name in every | of_models:
        if name.endswith("Form"):
            found["of a model" if name in of_models else "plain"] += 1
            found["with a layout"] += name in laid_out
    return found


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    rooms = lines_by_room(root)
    again = said_again(root)
    print("\n".join(f"{lines:6} {room}" for room, lines in sorted(rooms.items())))
    print(f"{rooms.total():6} lines")
    limits = limits_outside_models(root)
    print(f"{len(limits):6} limits of texts typed outside the models")
    print(f"{len(again):6} sentences in two or more files")
    print("\n".join(f"{number:6} forms {kind}" for kind, number in sorted(forms_by_kind(root).items())))
    if "--sentences" in sys.argv:
        print("\n".join(f"{sentence!r}: {', '.join(files)}" for sentence, files in sorted(again.items())))
    if "--limits" in sys.argv:
        print("\n".join(limits))
    return 0


if __name__ == "__main__":
    sys.exit(main())
