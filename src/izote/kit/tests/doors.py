"""Who gets what at the kit's pages."""

ALL = ("nobody", "ana", "carla", "oscar")
DOORS = [
    ("kit_sheet", {}, dict.fromkeys(ALL, 200)),
    ("sample_slip", {}, dict.fromkeys(ALL, 200)),
    ("sample_public", {}, dict.fromkeys(ALL, 200)),
    ("set_language", {}, dict.fromkeys(ALL, 302)),
    ("set_theme", {}, dict.fromkeys(ALL, 405)),
    ("autosave_key", {}, dict.fromkeys(ALL, 405)),  # by POST alone: 403 to nobody, see test_drafts.py
]
