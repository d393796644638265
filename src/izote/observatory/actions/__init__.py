"""What changes in the observatory."""

from izote.observatory.actions.claims import write_claim
from izote.observatory.actions.loads import begin_load, cancel_load, confirm_load, explain_word, mend_rows, read_again, write_source
from izote.observatory.actions.reading import read_load
from izote.observatory.actions.signing import make_figures, sign_load

__all__ = [
    "begin_load",
    "cancel_load",
    "confirm_load",
    "explain_word",
    "make_figures",
    "mend_rows",
    "read_again",
    "read_load",
    "sign_load",
    "write_claim",
    "write_source",
]
