"""Who gets what at each address of this room."""

EVERYBODY = {
    "nobody": 302,
    "ana": 200,
    "beto": 200,
    "rosa": 200,
    "carla": 200,
    "delia": 200,
    "oscar": 200,
    "paula": 200,
    "irma": 200,
    "dina": 200,
}

DOORS = [
    ("place_list", {}, EVERYBODY),
    ("place_detail", {"code": "0821"}, EVERYBODY),
    ("place_detail", {"code": "no"}, {who: 302 if who == "nobody" else 404 for who in EVERYBODY}),
]
