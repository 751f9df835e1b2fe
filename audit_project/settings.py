"""Settings: one file, and the environment decides. Without DATABASE_URL the embedded PostgreSQL is used."""

import base64
import contextlib
import hashlib
import secrets
import tomllib
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from audit_project import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()
DEBUG = env.bool("DEBUG", default=False)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
PARTNERSHIP_NAME = env.str("PARTNERSHIP_NAME", default="Millbrook Safeguarding Partnership")
SITE_NAME = "Case file audits"
# Its home is pyproject.toml. Whoever is signed in reads it at the foot of each page, to say when they report something.
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
# The marking that production prints on every signed-in page; a demo prints its own words instead.
MARKING = env.str("MARKING", default="OFFICIAL-SENSITIVE")
# What seals the keys that are kept here ("which number is which child"): Fernet keys, the one in use first. None: keys
# can only be kept outside.
# A demo, which has no SECRET_KEY of its own, makes one from its secret key further down.
KEY_SECRETS: list[str] = env.list("KEY_SECRETS", default=[])
# Whether this partnership has decided to share who a child is with an agency as a sealed note here. Otherwise names go
# by its secure mail alone.
SHARE_IDENTIFYING_LINES: bool = env.bool("SHARE_IDENTIFYING_LINES", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])


def own_secret_key(folder: Path) -> str:
    """The demo's secret key: made once, kept beside its database. Production is refused without its own (wsgi.py)."""
    file = embedded.usable(folder) / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(64))
    return file.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", default="") or own_secret_key(DATA_DIR)
if not KEY_SECRETS and not env.str("SECRET_KEY", default=""):
    KEY_SECRETS = [base64.urlsafe_b64encode(hashlib.sha256(SECRET_KEY.encode()).digest()).decode()]


def database_at(address: str) -> dict[str, Any]:
    """How to reach the database of DATABASE_URL. A bad one is refused without repeating it: it holds a password."""
    with warnings.catch_warnings(), contextlib.suppress(ValueError):
        warnings.simplefilter("ignore")
        found: dict[str, Any] = env.db_url_config(address)
        if found.get("NAME") and found.get("ENGINE") == "django.db.backends.postgresql":
            return found
    raise ImproperlyConfigured("DATABASE_URL must read postgres://user:password@host:port/name.")


DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES = {"default": database_at(DATABASE_URL) if DATABASE_URL else embedded.connection_settings(DATA_DIR)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django_linear_migrations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "csp",
    "pgtrigger",
    "pghistory",
    "audit_project",
    "agencies",
    "audits",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "audit_project.middleware.CompressMiddleware",
    "csp.middleware.CSPMiddleware",
    "audit_project.middleware.RefuseNulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "audit_project.middleware.NoStoreMiddleware",
    "audit_project.middleware.RequestIdMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "audit_project.urls"
WSGI_APPLICATION = "audit_project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ]
            if not DEBUG
            else ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
            # Our own {% csrf_token %}: a form is also given the token by which it is known when it comes twice.
            "builtins": ["audit_project.templatetags.form_tokens"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "audits.desk.navigation.site",
            ],
        },
    }
]

# Who signs in, and how. Signup is closed; allauth's views are mounted one by one in agencies/urls.py.
AUTH_USER_MODEL = "agencies.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "agencies.signing_in.account.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "agencies.signing_in.again.form_expired"

if urlsplit(SITE_URL).scheme == "https":
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# A page of a form may hold 36 answers and their comments; what is larger is refused with words, not read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# One file at a time, and never on disk: what is uploaded is read and let go.
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["audit_project.uploads.InMemoryOnly"]
# A partnership's own Word form of a return, made from the fields of docs/word-forms.md; ours otherwise.
RETURN_TEMPLATE = env.str("RETURN_TEMPLATE", default="")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
DATE_FORMAT = "j F Y"
FORMAT_MODULE_PATH = ["audit_project.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static_built"] if (BASE_DIR / "static_built").is_dir() else []
MANIFEST_STATIC = env.bool("MANIFEST_STATIC", default=False)
# Files are collected for production alone; elsewhere they are served from where they were built.
STATIC_ROOT = DATA_DIR / "static" if MANIFEST_STATIC else None
WHITENOISE_USE_FINDERS = not MANIFEST_STATIC
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MANIFEST_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

CRISPY_TEMPLATE_PACK = "audit_forms"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["audit_forms"]

# Neither app is known to page(): it calls this to write a refusal down.
PAGE_REFUSED = "agencies.journal.record_refusal"
# And this when a form comes after its person's session has ended: their words go through the sign-in with them.
SIGN_IN_TO_SAVE = "agencies.signing_in.again.sign_in_to_save"
# And this when the thing has been closed to them meanwhile: they see their words once more.
NO_LONGER_OPEN = "agencies.signing_in.again.no_longer_open"
# And this with every form that somebody sends, so that one that comes twice is carried out once.
SENT_ONCE = "agencies.sent_once.once.once"
# And this before it serves: the sentences that keep a database from becoming production.
REFUSED_AS_PRODUCTION = "agencies.installation.refuse_demo_as_production"

# Without a mail server, mail is written into a folder: a demo shows it on a page. Production is refused without one.
MAIL_FOLDER = DATA_DIR / "mail"
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail://{MAIL_FOLDER}")
vars().update(EMAIL_CONFIG)
EMAIL_FILE_PATH = str(MAIL_FOLDER)
EMAIL_TIMEOUT = 20  # seconds: a mail server that does not answer must not hold a page
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default=f"no-reply@{urlsplit(SITE_URL).hostname or 'localhost'}")
# How many proxies of ours stand before the application, so that a visitor's address is theirs and not the last proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds: how long a link to a new password opens, as its page says
# How often somebody may try. What is guessed at is limited narrowly: one account here, one link by its own row. An
# address is limited widely, because thirty people of a training room have one between them.
# "login" counts each sign-in, "login_failed" and those that open a link what failed. The pages say how long to wait.
ACCOUNT_RATE_LIMITS = {
    "login": "300/5m/ip",
    "login_failed": "100/5m/ip,5/5m/key",
    "reset_password": "100/10m/ip,5/10m/key",
    "reset_password_from_key": "300/10m/ip",
    "open_link": "100/10m/ip",
    "open_invitation": "100/10m/ip",
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"no_secrets": {"()": "audit_project.log_filter.NoSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # The development server names every address that is asked for; it says so through the same filter.
    "loggers": {"django.server": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
# Case text must not reach error reports: hide every posted value.
DEFAULT_EXCEPTION_REPORTER_FILTER = "audit_project.doors.NoValuesFilter"
# auth.W004: e-mail is unique, on Lower("email"), which the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
