"""Who gets what at the addresses of sources and loads."""

OTHERS = ("ana", "beto", "rosa", "carla", "delia", "paula", "dina", "irma", "pilar", "tomas")
READERS = {"nobody": 302, **dict.fromkeys(OTHERS, 403), "oscar": 200, "elena": 200}
LOADERS = {**READERS, "elena": 403}
NOTHING = {**READERS, "oscar": 404, "elena": 404}
ONLY_POST = {**dict.fromkeys((*OTHERS, "oscar", "elena"), 405), "nobody": 302}
ROW = {"pk": 999999}

DOORS = [
    ("observatory", {}, READERS),
    ("source_list", {}, READERS),
    ("source_write", {}, LOADERS),
    ("source_write", ROW, NOTHING),
    ("source_detail", ROW, NOTHING),
    ("request_list", {}, READERS),
    ("request_write", {}, LOADERS),
    ("request_write", ROW, {**NOTHING, "elena": 403}),
    ("gap_list", {}, READERS),
    ("load_list", {}, READERS),
    ("load_upload", {}, LOADERS),
    *((f"load_{name}", ROW, NOTHING) for name in ("detail", "columns", "progress", "words", "cancel", "set_aside", "changes", "sign")),
    ("load_read_again", ROW, ONLY_POST),
    ("load_aside_download", ROW, NOTHING),
    ("load_aside_upload", ROW, NOTHING),
    ("vintage_list", {}, READERS),
    ("vintage_detail", ROW, NOTHING),
    ("grid_new", {}, LOADERS),
    ("grid_edit", ROW, NOTHING),
]
