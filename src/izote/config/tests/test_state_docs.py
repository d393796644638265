"""docs/states says what the tables of states say."""

from izote.config import state_docs


def test_the_pages_are_fresh_and_none_is_left_over():
    for name, text in state_docs.pages().items():
        assert (state_docs.FOLDER / name).read_text(encoding="utf-8") == text, f"{name}: run ./izote docs states"
    assert {path.name for path in state_docs.FOLDER.glob("*.md")} == set(state_docs.pages())


def test_a_page_tells_who_what_and_how_long_in_both_languages():
    page = state_docs.pages()["signal.md"]
    spanish, english = page.split("\n# Signal\n")
    assert "captured --> triage: Tomar para triaje" in spanish and "inminente: 2 horas; normal: 24 horas" in spanish
    assert "captured --> triage: Take up for triage" in english and "normal: 10 working days" in english and "analyst" in english
    assert "Another person must do this: not whoever wrote it." in english and "[*] --> captured" in page
    assert "archivada `archived` | nada sigue" in spanish or "archivada `archived` | " in spanish
