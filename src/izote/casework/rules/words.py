"""The vocabularies of casework."""

from pathlib import Path

from izote.kit.vocabulary import Vocabulary

VOCABULARY = Vocabulary(Path(__file__).parents[1] / "vocab")
words, label, labels, choices = VOCABULARY.words, VOCABULARY.label, VOCABULARY.labels, VOCABULARY.choices
