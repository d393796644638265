"""Settings: everything that differs between installations comes from the environment."""

import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
DATA = Path(os.environ.get("IZOTE_DATA", ROOT / "data"))
DEMO = os.environ.get("IZOTE_DEMO") == "1"
# whose server this is: a municipality's, the ombuds office's, or (in the demo and in tests alone) both beside each other
PROFILE = os.environ.get("IZOTE_PROFILE") or ("both" if DEMO or os.environ.get("IZOTE_TESTING") else "municipal")
BEHIND_PROXY = os.environ.get("IZOTE_PROXY") == "1"
BEHIND_TLS = BEHIND_PROXY or os.environ.get("IZOTE_TLS") == "1"


def secret(name: str) -> str:
    """The text of one secret: IZOTE_<NAME> or the owner-only file that set-up wrote."""
    given = os.environ.get(f"IZOTE_{name.upper()}")
    if given:
        return given
    path = DATA / "secrets" / name
    return path.read_text().strip() if path.exists() else "unset-" + name


def database(url: str) -> dict[str, object]:
    """One entry of DATABASES from a PostgreSQL address."""
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "izote"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "") or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c search_path=public,accounts,audit -c timezone=UTC", "application_name": "izote"},
    }


def identity_provider() -> dict[str, object]:
    """The institution's own sign-in (OpenID Connect), where there is one."""
    return {
        "provider_id": "institution",
        "name": os.environ.get("IZOTE_OIDC_NAME", "OpenID Connect"),
        "client_id": os.environ.get("IZOTE_OIDC_CLIENT", ""),
        "secret": os.environ.get("IZOTE_OIDC_SECRET", ""),
        "settings": {"server_url": os.environ.get("IZOTE_OIDC_URL", "")},
    }


SECRET_KEY = secret("django")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("IZOTE_HOSTS", "127.0.0.1,localhost,testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("IZOTE_ORIGINS", "").split(",") if origin]
DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///izote"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "izote.kit",
    "izote.territory",
    "izote.access",
    "izote.people",
    "izote.vault",
    "izote.partners",
    "izote.casework",
    "izote.seminars",
    "izote.observatory",
    "izote.prevention",
    "izote.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "izote.kit.middleware.security_headers",
    "izote.config.profile.shut_rooms",
    "izote.access.middleware.transaction_of_somebody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "izote.access.middleware.prove_who_acts",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "izote.kit.middleware.errors_as_pages",
]

ROOT_URLCONF = "izote.config.urls"
WSGI_APPLICATION = "izote.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "izote.config.menu.menu",
            ],
        },
    },
]
FORM_RENDERER = "izote.kit.forms.Renderer"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("username",)}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "izote.access.adapters.AccountAdapter"
MFA_ADAPTER = "izote.access.adapters.MFAAdapter"
SOCIALACCOUNT_ADAPTER = "izote.access.adapters.SocialAccountAdapter"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,5/10m/key", "reauthenticate": "10/m/user"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "izote.access.forms.SignInForm",
    "reauthenticate": "izote.access.forms.ConfirmPasswordForm",
    "change_password": "izote.access.forms.NewPasswordForm",
}
MFA_FORMS = {
    "authenticate": "izote.access.forms.SecondFactorForm",
    "reauthenticate": "izote.access.forms.ConfirmCodeForm",
    "activate_totp": "izote.access.forms.AddApplicationForm",
    "add_webauthn": "izote.access.forms.AddKeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Izote"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 40
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead to another origin (Content-Security-Policy), a link may
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [identity_provider()] if os.environ.get("IZOTE_OIDC_URL") else []}}
USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"

SESSION_ENGINE = "izote.access.sessions"
SESSION_COOKIE_NAME = "izote"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_TLS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = int(os.environ.get("IZOTE_IDLE_SECONDS", 30 * 60))
SESSION_ABSOLUTE_SECONDS = int(os.environ.get("IZOTE_ABSOLUTE_SECONDS", 10 * 3600))
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "izote.access.views.csrf_failure"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
    SECURE_HSTS_SECONDS = 31536000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CACHES = {"default": {"BACKEND": "izote.access.cache.TableCache"}}

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "izote_language"
LOCALE_PATHS = [Path(os.environ.get("IZOTE_LOCALE", DATA / "locale"))]
TIME_ZONE = "America/El_Salvador"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["izote.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("IZOTE_STATIC", DATA / "static"))
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_MAX_AGE = 31536000
DATA_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

IZOTE_COUNTRY = os.environ.get("IZOTE_COUNTRY", "sv")
IZOTE_COUNTRY_PATHS: list[str] = [p for p in os.environ.get("IZOTE_COUNTRY_PATHS", "").split(":") if p]
CONTEXT_KEY = secret("context")
CONTEXT_SECONDS = 120
FIELD_KEY = secret("field")
SEAL_URL = os.environ.get("DATABASE_SEAL_URL", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"no_secrets": {"()": "izote.kit.logs.NoSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_secrets"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "izote": {"level": "INFO"}},
}
PROCRASTINATE_IMPORT_PATHS = ["izote.config.timetable"]

EMAIL_HOST = "" if DEMO else os.environ.get("IZOTE_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("IZOTE_MAIL_PORT", 587))
EMAIL_HOST_USER = os.environ.get("IZOTE_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("IZOTE_MAIL_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT not in (25, 465)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("IZOTE_MAIL_FROM", EMAIL_HOST_USER or "izote@localhost")
