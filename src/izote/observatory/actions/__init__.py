"""What changes in the observatory."""

from izote.observatory.actions.alarms import judge_alarm, keep_alarms, keep_analyses, keep_revisions, look_at_alarm
from izote.observatory.actions.bulletins import (
    begin_bulletin,
    doubts_of,
    drop_bulletin,
    publish_bulletin,
    return_bulletin,
    submit_bulletin,
    withdraw_bulletin,
    write_bulletin,
)
from izote.observatory.actions.claims import write_claim
from izote.observatory.actions.crossings import prepare_crossing, release_crossing, signed_crossing
from izote.observatory.actions.exports import begin_export, drop_export, forget_exports, make_export, note_fetched, write_export
from izote.observatory.actions.keeping import MayNotBeHeld
from izote.observatory.actions.loads import (
    begin_load,
    cancel_load,
    confirm_load,
    earlier,
    explain_word,
    mend_rows,
    of_domain,
    read_again,
    read_warnings,
    write_source,
)
from izote.observatory.actions.offices import take_office_figures
from izote.observatory.actions.reading import read_load
from izote.observatory.actions.requests import write_request
from izote.observatory.actions.signing import make_figures, sign_load
from izote.observatory.actions.typed import begin_table, send_table, table_checked, type_table
from izote.observatory.actions.values import sign_survey_value, write_survey_value, write_weights

__all__ = [
    "MayNotBeHeld",
    "begin_bulletin",
    "begin_export",
    "begin_load",
    "begin_table",
    "cancel_load",
    "confirm_load",
    "doubts_of",
    "drop_bulletin",
    "drop_export",
    "earlier",
    "explain_word",
    "forget_exports",
    "judge_alarm",
    "keep_alarms",
    "keep_analyses",
    "keep_revisions",
    "look_at_alarm",
    "make_export",
    "make_figures",
    "mend_rows",
    "note_fetched",
    "of_domain",
    "prepare_crossing",
    "publish_bulletin",
    "read_again",
    "read_load",
    "read_warnings",
    "release_crossing",
    "return_bulletin",
    "send_table",
    "sign_load",
    "sign_survey_value",
    "signed_crossing",
    "submit_bulletin",
    "table_checked",
    "take_office_figures",
    "type_table",
    "withdraw_bulletin",
    "write_bulletin",
    "write_claim",
    "write_export",
    "write_request",
    "write_source",
    "write_survey_value",
    "write_weights",
]
