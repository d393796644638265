"""Words: catalogues compiled for the program, and every message found in code and templates."""

import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_SYNTAX = re.compile(r"{#.*?#}|{% comment.*?endcomment %}", re.S)


@dataclass(frozen=True)
class Found:
    """A message in the source: its words, its plural, its context, and where it stands."""

    msgid: str
    plural: str
    context: str
    place: str


def catalogue(path: Path, language: str) -> Catalog:
    """One .po file, read strictly."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages_of(found: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in found if message.id)


def compile_catalogues(locale_dir: Path, out_dir: Path) -> list[Path]:
    """Merge the rooms' .po files of each language into one django.mo; returns the files that changed."""
    changed = []
    for folder in sorted(p for p in Path(locale_dir).iterdir() if (p / "LC_MESSAGES").is_dir()):
        whole = Catalog(locale=folder.name, charset="utf-8")
        for path in sorted((folder / "LC_MESSAGES").glob("*.po")):
            for message in messages_of(catalogue(path, folder.name)):
                if message.string and not message.fuzzy:
                    whole.add(message.id, message.string, context=message.context)
        whole.header_comment = ""
        buffer = io.BytesIO()
        write_mo(buffer, stable(whole))
        target = Path(out_dir) / folder.name / "LC_MESSAGES" / "django.mo"
        if not target.exists() or target.read_bytes() != buffer.getvalue():
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_suffix(f".{os.getpid()}.tmp")
            draft.write_bytes(buffer.getvalue())
            draft.replace(target)
            changed.append(target)
    if changed:
        forget_loaded_words()
    return changed


def forget_loaded_words() -> None:
    """Makes a program that is already speaking read its catalogues again."""
    from django.utils.translation.reloader import translation_file_changed

    translation_file_changed(None, Path("django.mo"))


def stable(whole: Catalog) -> Catalog:
    """The catalogue without dates in its header, so that equal words give equal bytes."""
    whole.creation_date = whole.revision_date = datetime(1970, 1, 1, tzinfo=UTC)
    return whole


def extract(paths: Iterable[Path]) -> list[Found]:
    """Every translatable message in the Python files and templates under these folders, tests excepted."""
    found: list[Found] = []
    for base in paths:
        for path in sorted(Path(base).rglob("*")):
            source = path.suffix == ".py" or ("templates" in path.parts and path.suffix in {".html", ".txt"})
            if source and not {"tests", "migrations"} & set(path.parts):
                found += messages_in(path)
    return found


def messages_in(path: Path) -> Iterator[Found]:
    """The messages of one file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        text = templatize(TEMPLATE_SYNTAX.sub("", text), origin=str(path))
    for line, words, _comments, context in babel_extract("python", io.BytesIO(text.encode()), KEYWORDS):  # type: ignore[arg-type]
        singular, plural = (words[0], words[-1]) if isinstance(words, tuple) else (words, "")
        if singular:
            yield Found(singular, plural or "", context or "", f"{path}:{line}")


def main() -> None:
    """`python -m izote.kit.words [OUT]`: compile, by default into IZOTE_LOCALE."""
    data = Path(os.environ.get("IZOTE_DATA", PACKAGE.parent.parent / "data"))
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(os.environ.get("IZOTE_LOCALE", data / "locale"))
    for path in compile_catalogues(PACKAGE / "locale", out):
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
