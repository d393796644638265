"""Who gets what at alarms, clusters and forecasts."""

from izote.observatory.tests.doors_pages import EVERYBODY, NOTHING, READ, WRITE

ONLY_POST = {"nobody": 302} | dict.fromkeys(EVERYBODY, 405)

DOORS = [
    ("alarm_list", {}, READ),
    ("alarm_watch", {}, READ),
    ("alarm_detail", {"pk": 999999}, NOTHING),
    ("alarm_look", {"pk": 999999}, ONLY_POST),
    ("alarm_judge", {"pk": 999999}, ONLY_POST),
    ("crossing_list", {}, READ),
    ("crossing_new", {}, WRITE),
    ("crossing_detail", {"pk": 999999}, NOTHING),
    ("crossing_release", {"pk": 999999}, ONLY_POST),
    ("crossing_file", {"pk": 999999}, NOTHING),
    ("cluster_list", {}, READ),
    ("forecast_list", {}, READ),
    ("forecast_domain", {"domain": "returns"}, READ),
    ("forecast_domain", {"domain": "persons"}, NOTHING),
    ("forecast_detail", {"pk": 999999}, NOTHING),
]
