"""The house itself: no relation upwards, every room described, sizes that one can live with."""

from pathlib import Path

from django.apps import apps

FLOORS = ["kit", "territory", "access", "people", "vault", "partners", "casework", "seminars", "observatory", "prevention"]
ROOT = Path(__file__).resolve().parents[2]


def test_no_relation_points_up_or_right():
    for model in apps.get_models():
        room = model._meta.app_label
        if room not in FLOORS:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if target is None or field.auto_created or target._meta.app_label not in FLOORS:
                continue
            assert FLOORS.index(target._meta.app_label) <= FLOORS.index(room), f"{room}.{model.__name__}.{field.name}"


def test_relations_across_rooms_have_no_way_back():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if target is None or field.auto_created or isinstance(target, str):
                continue
            if model._meta.app_label in FLOORS and target._meta.app_label != model._meta.app_label and target._meta.app_label in FLOORS:
                assert field.remote_field.related_name == "+", f"{model.__name__}.{field.name}"


def test_every_room_has_a_readme():
    for room in FLOORS:
        assert (ROOT / "src" / "izote" / room / "README.md").exists(), room


def test_nothing_shipped_names_a_folder_outside_the_project():
    for path in [*ROOT.glob("src/**/*.py"), ROOT / "izote", *ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        text = path.read_text(encoding="utf-8")
        assert f"{ROOT}/" not in text, path
        assert "shared/data" not in text, path
