"""Set-up of a database: tables, functions and policies, country pack, and on request the demo town."""

import os
import sys


def newer_than_code() -> list[str]:
    """Migrations in the database that this program does not know: the data come from a newer version."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection, ignore_no_migrations=True)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("izote.")}
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations if app in ours and (app, name) not in loader.disk_migrations)


def create_tables() -> None:
    """Our tables in an empty database at once: walking the migrations draws every model anew for each other one, which takes minutes."""
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    call_command("migrate", "auth", verbosity=0, interactive=False)
    ours = [app for app in apps.get_app_configs() if app.name.startswith("izote.")]
    with transaction.atomic():
        with connection.schema_editor() as editor:
            for app in ours:
                for model in app.get_models():
                    editor.create_model(model)
        labels = {app.label for app in ours}
        for label, name in MigrationLoader(None).disk_migrations:
            if label in labels:
                MigrationRecorder(connection).record_applied(label, name)


def migrate() -> None:
    """Bring tables, functions, policies and rights up to date, as the migrator."""
    from django.core.management import call_command
    from django.db import connection

    from izote.access.database import apply

    held = connection.introspection.table_names()
    if held and newer_than_code():
        sys.exit("This data folder was written by a newer version of Izote. Use that version, or another data folder (--data).")
    if "access_user" not in held:
        create_tables()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    apply()


def mark_profile() -> None:
    """A database belongs to one kind of installation for good."""
    from django.conf import settings
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("insert into access_mark (name, value) values ('profile', %s) on conflict do nothing", [settings.PROFILE])
        cursor.execute("select value from access_mark where name = 'profile'")
        known = cursor.fetchone()[0]
    if known != settings.PROFILE:
        sys.exit(f"This database was set up with the profile {known}; an installation never changes its profile. Use another one.")


def as_migrator() -> None:
    """Use the migrator's address and act as the owner of the tables."""
    os.environ["DATABASE_URL"] = os.environ["DATABASE_ADMIN_URL"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izote.config.settings")
    import django
    from django.conf import settings

    options: dict[str, str] = settings.DATABASES["default"]["OPTIONS"]  # type: ignore[assignment]
    options["options"] += " -c role=izote_owner"
    django.setup()


def main() -> None:
    """`python -m izote.config.setup [--demo-mark]`."""
    as_migrator()
    migrate()
    from django.conf import settings

    from izote.territory.actions import load_country
    from izote.territory.countries import further

    for code in [settings.IZOTE_COUNTRY, *further(settings.IZOTE_COUNTRY_PATHS)]:
        load_country(code)
    mark_profile()
    if "--demo-mark" in sys.argv:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("select count(*) from accounts.access_user")
            row = cursor.fetchone()
            if row and row[0] == 0:
                cursor.execute("insert into access_mark (name, value) values ('demo', '1') on conflict do nothing")
            cursor.execute("select 1 from access_mark where name = 'demo'")
            if cursor.fetchone():
                from izote.config.demo.cast import settle

                settle()


if __name__ == "__main__":
    main()
