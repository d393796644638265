"""Words and static files made ready for serving: catalogues compiled, files fingerprinted and compressed."""

import os


def main() -> None:
    """`python -m izote.config.assets`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izote.config.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    from izote.kit.words import compile_catalogues

    compile_catalogues(settings.PACKAGE / "locale", settings.LOCALE_PATHS[0])
    call_command("collectstatic", verbosity=0, interactive=False)


if __name__ == "__main__":
    main()
