"""Django's settings, made from the SIGAP_ environment variables."""

import os
from pathlib import Path

from sigap.config import environment
from sigap.config.secretfiles import stored_key

PACKAGE_DIR = Path(__file__).resolve().parents[1]
BASE_DIR = PACKAGE_DIR.parent

ENVIRONMENT = environment.read_or_exit(os.environ, BASE_DIR)

SIGAP_DATA_DIR = ENVIRONMENT.data_dir
SIGAP_BASE_URL = ENVIRONMENT.base_url
SIGAP_SERVICE_DESK = ENVIRONMENT.service_desk
SIGAP_ANCHOR_DIR = ENVIRONMENT.anchors.folder
SIGAP_ANCHOR_EMAIL = ENVIRONMENT.anchors.addresses
SIGAP_SIGNING = ENVIRONMENT.signing
SIGAP_DEMO = ENVIRONMENT.demo
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key or stored_key(SIGAP_DATA_DIR)
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

INSTALLED_APPS = [
    "sigap.config",
    "sigap.web",
    "sigap.api",
    "sigap.worker",
    "sigap.incidents",
    "sigap.documents",
    "sigap.monitoring",
    "sigap.notifications",
    "sigap.inventory",
    "sigap.people",
    "sigap.audit",
    "sigap.kit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "sigap.web.security.HeadersMiddleware",
    "sigap.api.problems.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sigap.web.middleware.ActorMiddleware",
    "sigap.config.gate.GateMiddleware",
]

ROOT_URLCONF = "sigap.config.urls"
WSGI_APPLICATION = "sigap.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "sigap.web.engine.Pages",
        "NAME": "jinja2",
        "DIRS": [PACKAGE_DIR / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "sigap.web.jinja.environment", "autoescape": True},
    },
    # Only for the API's documentation page, which django-ninja ships in Django's own language.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {"default": dict(ENVIRONMENT.database)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if ENVIRONMENT.database["ENGINE"] == environment.SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that starts by reading and then writes would otherwise fail
        # with "database is locked" at once, without waiting for `timeout` (seconds).
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # An act touches some forty pages, most of them again and again: written back into the
        # database every 8,000 pages (32 MB) instead of every 1,000, each is written less often.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
            "PRAGMA wal_autocheckpoint=8000; PRAGMA secure_delete=ON;"
        ),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    # Threads keep their connection; a pool would add a hand-over to every request.
    DATABASES["default"].setdefault("CONN_MAX_AGE", 600)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
    # Planning a list takes PostgreSQL longer than running it: what is asked often stays planned.
    DATABASES["default"]["OPTIONS"] = {
        "server_side_binding": True,
        "prepare_threshold": 5,
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
LOGIN_URL = "/masuk/"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "sigap.people.passwords.DisguisedPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "sigap_sesi"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "sigap_csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# TLS ends at the proxy of the office; SIGAP_BASE_URL says whether there is one.
SECURE = SIGAP_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
CSRF_TRUSTED_ORIGINS = [SIGAP_BASE_URL] if SECURE else []
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# allauth brings second factors, passkeys, sessions and the SSO; pages, words and throttle are ours
# (docs/decisions/0012-signing-in.md). None of its own addresses or templates is used.
SIGAP_TRUSTED_PROXIES = ENVIRONMENT.sign_in.proxies
SIGAP_OIDC_NAME = ENVIRONMENT.sign_in.name if ENVIRONMENT.sign_in.url else ""
SIGAP_OIDC_MATCH = ENVIRONMENT.sign_in.match
ACCOUNT_ADAPTER = "sigap.web.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "sigap.web.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Sigap"
SOCIALACCOUNT_ADAPTER = "sigap.web.adapters.SsoAdapter"
SOCIALACCOUNT_PROVIDERS = ENVIRONMENT.sign_in.providers()
# The strict form-action of our pages lets no form end at another host, so a link leads there.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""

USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone
USE_I18N = True
LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "sigap_bahasa"

STATIC_URL = "/static/"
STATIC_ROOT = SIGAP_DATA_DIR / "static"
MEDIA_ROOT = SIGAP_DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# Without SIGAP_EMAIL_URL the e-mail channel is off and nothing is ever queued for it.
EMAIL_ENABLED = ENVIRONMENT.email is not None
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.email_from
SIGAP_CHANNELS = ENVIRONMENT.channels
IMAP_URL = ENVIRONMENT.imap_url
for _name, _value in (ENVIRONMENT.email or {}).items():
    if _name.startswith("EMAIL_"):
        globals()[_name] = _value

# To stderr only. Requests, bodies and addresses are not logged: they hold personal data.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # A refused step is an ordinary answer (409, 422), not an event of the log.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # What it says of one message, addresses included, goes to that message's own ledger.
        "apprise": {"handlers": ["nowhere"], "propagate": False},
        # It greets every process that loads it.
        "pikepdf": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # What is wrong with a signature is answered to whoever asked, not told as our own trouble.
        "pyhanko": {"handlers": ["nowhere"], "propagate": False},
        "pyhanko_certvalidator": {"handlers": ["nowhere"], "propagate": False},
    },
}
