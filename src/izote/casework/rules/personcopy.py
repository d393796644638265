"""What the person's copy holds: section by section, field by field; and what is left out of it, and why."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
VERSION = "1"


class Section(NamedTuple):
    """Rows of one table: its title, and its fields, each with the vocabulary that puts its codes into words (`people:` of the register)."""

    title: Words
    model: str
    fields: dict[str, str]
    order: str = "pk"


def _fields(text: str) -> dict[str, str]:
    """`kind=service_kinds quantity` as a mapping."""
    return {name: words for name, _sign, words in (part.partition("=") for part in text.split())}


SECTIONS: dict[str, Section] = {
    "identity": Section(
        _("Who you are"),
        "people.Person",
        _fields(
            "code first_name middle_names first_surname second_surname married_surname nicknames sex birth_date birth_year birth_precision"
            " place language=people:languages served_as created_at expires_on"
        ),
    ),
    "documents_of_identity": Section(_("Your documents of identity"), "people.Identifier", _fields("kind value created_at")),
    "contacts": Section(
        _("How to reach you"), "people.Contact", _fields("kind value whose may_call may_message may_whatsapp hours created_at")
    ),
    "consents": Section(
        _("What you agreed to"),
        "people.Consent",
        _fields(
            "purpose=people:purposes recipient=people:recipients withheld notice_version language=people:languages mode given_by given_on"
            " expires_on withdrawn_on"
        ),
    ),
    "circumstances": Section(
        _("Your circumstances"),
        "people.PersonSensitive",
        _fields(
            "address canton gender_identity nationalities=people:nationalities marital_status=people:marital_status"
            " education=people:education ethnicity disability=people:difficulties pregnancy=people:pregnancy health_need needs=people:needs"
            " emergency_relation emergency_may_tell=people:emergency_tell updated_at"
        ),
    ),
    "departures": Section(
        _("Your departures"),
        "people.Journey",
        _fields(
            "departed_on departed_precision main_reason=people:reasons reasons=people:reasons mode=people:journey_modes"
            " financing=people:financing debt_usd countries=people:countries months_abroad work_abroad family_separated"
        ),
    ),
    "returns": Section(
        _("Your returns"),
        "people.Return",
        _fields("returned_on return_type=people:return_types country_from=people:countries means=people:means flight belongings_left"),
    ),
    "household": Section(_("Your household"), "people.HouseholdMember", _fields("role=people:household_roles is_caregiver created_at")),
    "relatives": Section(_("Relatives with a file here"), "people.Relation", _fields("kind=people:relations created_at")),
    "cases": Section(
        _("Your cases"),
        "casework.Case",
        _fields(
            "code kind=case_kinds risk state=case_states is_child responsible opened_at opened_by first_service_at last_contact_at"
            " review_due closed_at closure_reason=closure_reasons reopened"
        ),
        "number",
    ),
    "steps": Section(
        _("Steps of your cases"),
        "casework.CaseEvent",
        _fields("at event=case_events to_state=case_states reason=closure_reasons+reopen_reasons by"),
        "at",
    ),
    "assessments": Section(
        _("Instruments applied"),
        "casework.Assessment",
        _fields("instrument version weights_version held_on mode wave=rss_waves critical critical_seen_at by second_adult completed_at"),
        "started_at",
    ),
    "scores": Section(
        _("Scores"), "casework.Score", _fields("instrument dimension value held_on version weights_version computed_at"), "held_on"
    ),
    "plans": Section(_("Plans"), "casework.Plan", _fields("number state=plan_states agreed_on review_on approved_at by"), "number"),
    "goals": Section(_("Goals"), "casework.Goal", _fields("position dimension result=goal_results"), "position"),
    "actions": Section(
        _("Steps of your plan"),
        "casework.PlanAction",
        _fields("need=people:needs who due_on result=action_results done_on"),
    ),
    "services": Section(
        _("What you received"),
        "casework.ServiceDelivered",
        _fields("kind=service_kinds programme=programmes delivered_on quantity unit=units amount_usd receipt cancelled_at by"),
        "delivered_on",
    ),
    "appointments": Section(
        _("Appointments"),
        "casework.Appointment",
        _fields("code starts_at minutes room with_user state=appointment_states created_at"),
        "starts_at",
    ),
    "documents": Section(
        _("Documents kept"), "casework.Document", _fields("kind=document_kinds mime size created_at expires_on by"), "created_at"
    ),
    "referrals": Section(
        _("Referrals"),
        "casework.Referral",
        _fields(
            "code to_label to_phone to_email service need=people:needs channel urgency state=referral_states reason=referral_reasons"
            " accompanied=referral_supports created_at sent_at seen_at appointment_at attended_at ended_at by"
        ),
        "created_at",
    ),
    "referral_consents": Section(
        _("Consents to referrals"),
        "casework.ReferralConsent",
        _fields(
            "receipt fields=referral_fields override=referral_overrides notice_version language=people:languages mode given_by"
            " assent=assent given_at until withdrawn_at by"
        ),
        "given_at",
    ),
    "referral_steps": Section(
        _("Steps of referrals"),
        "casework.ReferralEvent",
        _fields("at event=referral_events to_state=referral_states via=referral_doors reason=referral_reasons appointment_at"),
        "at",
    ),
    "calls": Section(
        _("Contact calls"),
        "casework.ContactCall",
        _fields("wave=call_waves due_on state=call_states outcome=call_outcomes attempts reached_at by"),
        "wave",
    ),
    "attempts": Section(_("Attempts to reach you"), "casework.CallAttempt", _fields("at means=attempt_means by"), "at"),
    "accesses": Section(
        _("Access to services"),
        "casework.Refusal",
        _fields(
            "sector=refusal_sectors asked_for=refusal_asked asked_on service place answer=refusal_answers reason=refusal_reasons"
            " for_returning by"
        ),
        "asked_on",
    ),
    "closures": Section(
        _("Requests to close"),
        "casework.Closure",
        _fields("reason=closure_reasons safety_checked return_told survey_by requested_by requested_at state=closure_states ended_at"),
        "requested_at",
    ),
    "childhood": Section(
        _("Child or adolescent"),
        "casework.ChildFile",
        _fields(
            "relation=caregiver_relations care=care_arrangements caregiver_consents=caregiver_consents assent=assent school=school_steps"
            " school_papers=school_papers born_abroad birth_country=people:countries nationality_step=nationality_steps"
            " birth_entry_step=birth_entry_steps junta_due junta_told_at junta_child_told"
        ),
    ),
    "best_interests": Section(
        _("Best interests"), "casework.BestInterestStep", _fields("step=bip_steps done_on next_review_on by second_adult"), "done_on"
    ),
}

# Filled in otherwise than field by field: opened with the case.
OPENED: dict[str, tuple[str, ...]] = {
    "casework.Answers": ("answers", "result", "critical"),
    "casework.Text": ("body",),
    "casework.ReferralSheet": ("sealed",),
    "casework.DocumentBody": ("name",),
}

OTHERS = _("Data of another person.")
KEYS = _("A key or a copy that serves the search or the safety of the program, not a further fact about you.")
SAFETY = _("Kept back to protect somebody; the data protection delegate can be asked.")
LEFT_OUT: dict[str, dict[str, Words]] = {
    "people.Identifier": {"normalized": KEYS},
    "people.Contact": {"normalized": KEYS},
    "people.PersonSensitive": dict.fromkeys(("emergency_name", "emergency_phone"), OTHERS),
    "people.ListRow": dict.fromkeys(("evidence", "came_at", "payload", "first"), KEYS),
    "people.MatchCandidate": dict.fromkeys(("probability", "evidence"), OTHERS),
    "people.MergeRecord": dict.fromkeys(("before", "written"), KEYS),
    "people.Exclusion": {"reason": SAFETY},
    "people.BreakGlass": {"reason": SAFETY},
    "casework.SealedOutcome": {"sealed": SAFETY},
    "casework.ChildFile": {
        "caregiver": OTHERS,
        **dict.fromkeys(("caregiver_harms", "exception", "junta_reason_not"), SAFETY),
    },
    "casework.FearedPerson": dict.fromkeys(("feared", "relation"), SAFETY),
    "casework.ReferralConsent": {"signature": _("Printed on the receipt of each consent.")},
    "casework.ReferralLink": dict.fromkeys(("token_hash", "pin_hash", "browser_hash"), KEYS),
    "casework.DocumentBody": dict.fromkeys(("data", "preview"), _("Each document is handed over by itself.")),
}

NOT_IN_IT: tuple[Words, ...] = (
    _("Private notes of psychologists and lawyers, which are theirs alone."),
    _("Names and data of other persons: relatives, caregivers, whoever was named in an emergency."),
    _("Sealed outcomes of contact calls, and what protects somebody's safety."),
    _("The documents themselves: each is handed over by itself."),
)

LABELS: dict[str, Words] = {
    "at": _("When"),
    "attempts": _("Attempts"),
    "approved_at": _("Approved on"),
    "appointment_at": _("Appointment on"),
    "attended_at": _("Attended on"),
    "by": _("By"),
    "cancelled_at": _("Cancelled on"),
    "closed_at": _("Closed on"),
    "completed_at": _("Completed on"),
    "computed_at": _("Computed on"),
    "created_at": _("Written on"),
    "critical": _("Answers that could not wait"),
    "critical_seen_at": _("Looked after on"),
    "dimension": _("Dimension"),
    "done_on": _("Done on"),
    "ended_at": _("Ended on"),
    "event": _("Step"),
    "fields": _("What was shared"),
    "first_service_at": _("First service on"),
    "given_at": _("Given on"),
    "instrument": _("Instrument"),
    "junta_due": _("Notice to the protection board due on"),
    "junta_told_at": _("Protection board told on"),
    "last_contact_at": _("Last contact on"),
    "means": _("How"),
    "mime": _("Kind of file"),
    "next_review_on": _("Looked at again on"),
    "notice_version": _("version of the notice"),
    "number": _("number"),
    "opened_at": _("Opened on"),
    "opened_by": _("Opened by"),
    "outcome": _("What was learnt"),
    "override": _("Why without consent"),
    "position": _("Order"),
    "reached_at": _("Reached on"),
    "reason": _("Reason"),
    "reopened": _("Times reopened"),
    "requested_at": _("Asked on"),
    "requested_by": _("Asked by"),
    "review_due": _("Review due on"),
    "second_adult": _("Second adult"),
    "seen_at": _("Seen on"),
    "sent_at": _("Sent on"),
    "size": _("Size in bytes"),
    "state": _("State"),
    "step": _("Step"),
    "survey_by": _("Survey offered by"),
    "to_state": _("State"),
    "updated_at": _("Changed on"),
    "value": _("Value"),
    "version": _("Version"),
    "via": _("Through"),
    "wave": _("Moment"),
    "weights_version": _("Version of the weights"),
    "withdrawn_at": _("Withdrawn on"),
}
