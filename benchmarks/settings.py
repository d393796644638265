"""The program's own settings, with the yardsticks' pages beside its own and Django's admin on the same rows."""

from izote.config.settings import *  # noqa: F403
from izote.config.settings import INSTALLED_APPS, ROOT, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin", "django.contrib.sessions"]
ROOT_URLCONF = "benchmarks.urls"
DEMO = True
SILENCED_SYSTEM_CHECKS = ["admin.E404", "admin.E408", "admin.E409", "admin.E410", "auth.E003"]
TEMPLATES[0]["DIRS"] = [ROOT / "benchmarks" / "templates"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
