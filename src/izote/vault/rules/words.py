"""The words of this room: codes in both languages, one file each."""

from pathlib import Path

from izote.kit.vocabulary import Vocabulary

_VOCABULARY = Vocabulary(Path(__file__).resolve().parent.parent / "vocab")
words, label, labels, choices = _VOCABULARY.words, _VOCABULARY.label, _VOCABULARY.labels, _VOCABULARY.choices
