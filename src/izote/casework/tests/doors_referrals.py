"""Who gets what at the pages of referrals; the pages of one referral are walked with their own in test_referral_pages."""

NONE = "00000000-0000-4000-8000-000000000000"
STAFF = {"nobody": 302, "ana": 200, "beto": 200, "delia": 200, "tomas": 200, "rosa": 403, "carla": 200, "oscar": 403, "paula": 403}
UNSEEN = {"nobody": 302, "ana": 404, "beto": 404, "carla": 404, "tomas": 404, "rosa": 403, "pilar": 403, "irma": 403}
POST_ONLY = {"nobody": 302, "ana": 405, "rosa": 405}
OF_ONE = (
    "referral_detail",
    "referral_edit",
    "referral_consent",
    "referral_override",
    "referral_signature",
    "referral_withdraw",
    "referral_send",
    "referral_link",
    "referral_receipt",
    "referral_receipt_pdf",
    "referral_paper",
    "referral_paper_pdf",
    "referral_reply",
)
LINK = {"nobody": 404, "ana": 404, "pilar": 404}

DOORS = [
    ("referral_board", {}, {**STAFF, "dina": 403, "irma": 403, "pilar": 403}),
    ("referral_list", {"pk": NONE}, UNSEEN),
    ("referral_start", {"pk": NONE}, UNSEEN),
    ("referral_scan", {"receipt": "C-XXXXXX-X"}, UNSEEN),
    *[(name, {"pk": NONE}, UNSEEN) for name in OF_ONE],
    ("referral_consent_paper", {"pk": NONE}, POST_ONLY),
    ("referral_called", {"pk": NONE}, POST_ONLY),
    ("partner_inbox", {}, {"nobody": 302, "pilar": 200, "ana": 403, "beto": 403, "rosa": 403, "tomas": 403, "irma": 403}),
    ("partner_referral", {"pk": NONE}, {"nobody": 302, "pilar": 404, "ana": 403}),
    ("partner_link", {"token": "x" * 32}, LINK),
    ("partner_link_answer", {"token": "x" * 32}, {"nobody": 405, "ana": 405}),
]
