"""Words of the directory, and its judgements without a database."""

from pathlib import Path

from izote.kit.vocabulary import Vocabulary

VOCABULARY = Vocabulary(Path(__file__).parent / "vocab")
words, label, labels, choices = VOCABULARY.words, VOCABULARY.label, VOCABULARY.labels, VOCABULARY.choices
