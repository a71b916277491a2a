"""Settings. Everything that differs between places comes from the environment; the defaults are safe.

``LLAMKAY_DATABASE_AS`` is ``app`` (the office, bound by row security) or ``owner`` (migrations, tests).
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from llamkay.platform.database import connection as database

HERE = Path(__file__).resolve().parent.parent
DEMO = os.environ.get("LLAMKAY_DEMO") == "1"
# The address that papers carry in their QR code, without a slash at the end.
PUBLIC_URL = os.environ.get("LLAMKAY_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
# The address that certificates of study and skill carry, which does not tell of prison; of its own host if it may be.
CERTIFICATES_URL = os.environ.get("LLAMKAY_CERTIFICATES_URL", PUBLIC_URL).rstrip("/")
# The institution's key for signing papers (PKCS#12) and the root that it is trusted by (PEM).
SIGNING_KEY = os.environ.get("LLAMKAY_SIGNING_KEY", "")
SIGNING_PASSPHRASE = os.environ.get("LLAMKAY_SIGNING_PASSPHRASE", "")
SIGNING_ROOT = os.environ.get("LLAMKAY_SIGNING_ROOT", "")
# Where the public finds whoever answers for this site: a line each, as address, telephone, mail.
PUBLIC_CONTACT = [line.strip() for line in os.environ.get("LLAMKAY_CONTACT", "").split("|") if line.strip()]
DEBUG = os.environ.get("LLAMKAY_DEBUG") == "1"


def _secret_key() -> str:
    if secret := os.environ.get("LLAMKAY_SECRET_KEY"):
        return secret
    path = database.data_folder() / "secret-key"
    if not path.exists():
        from django.core.management.utils import get_random_secret_key

        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, fresh = tempfile.mkstemp(dir=path.parent, prefix="secret-key.")  # for its owner alone
        with os.fdopen(number, "w") as file:
            file.write(get_random_secret_key())
        with suppress(FileExistsError):  # two commands began together: the first key stands
            os.link(fresh, path)
        os.unlink(fresh)
    return path.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("LLAMKAY_HOSTS", "localhost 127.0.0.1 [::1] testserver").split()
CSRF_FAILURE_VIEW = "llamkay.web.errors.stale_form"
# The proxies before the site, as addresses or networks: what they tell of their clients is believed, of nobody else's.
TRUSTED_PROXIES = os.environ.get("LLAMKAY_TRUSTED_PROXIES", "").split()
CSRF_TRUSTED_ORIGINS = os.environ.get("LLAMKAY_ORIGINS", "").split()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_countries",
    "csp",
    "pgtrigger",
    "pghistory",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "llamkay.platform",
    "llamkay.apps.institutions",
    "llamkay.apps.people",
    "llamkay.apps.months",
    "llamkay.apps.activities",
    "llamkay.apps.education",
    "llamkay.apps.remission",
    "llamkay.apps.pay",
    "llamkay.apps.nursery",
    "llamkay.apps.offline",
    "llamkay.apps.production",
    "llamkay.apps.workshops",
    "llamkay.apps.certificates",
    "llamkay.apps.plans",
    "llamkay.apps.intake",
    "llamkay.apps.statistics",
    "llamkay.apps.closing",
    "llamkay.apps.evaluation",
    "llamkay.apps.press",
    "llamkay.apps.coordination",
    "llamkay.apps.rights",
    "llamkay.web",
    "llamkay.api",
]

MIDDLEWARE = [
    "llamkay.platform.security.addresses.ClientAddress",
    "llamkay.api.middleware.JsonAlways",
    "llamkay.config.health.Health",
    "django.middleware.security.SecurityMiddleware",
    "llamkay.apps.certificates.middleware.NeutralAddress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "llamkay.web.middleware.SpanishFirst",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "llamkay.web.middleware.PlainRequests",
    "llamkay.apps.institutions.middleware.SessionsInTime",
    "llamkay.web.middleware.ScopeMiddleware",
    "llamkay.apps.institutions.middleware.SignInsInTurn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "llamkay.apps.institutions.middleware.FirstTheDoor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "llamkay.web.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
    "llamkay.web.middleware.PapersInTime",
]

ROOT_URLCONF = "llamkay.config.urls"
WSGI_APPLICATION = "llamkay.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "llamkay.platform.templatetags.months",
                "llamkay.platform.templatetags.staff",
                "llamkay.platform.templatetags.tags",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "llamkay.web.context.office",
            ],
        },
    }
]

DATABASES = {"default": database.settings_for(os.environ.get("LLAMKAY_DATABASE_AS", "owner"))}
AUTH_USER_MODEL = "institutions.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "llamkay.platform.security.passwords.Argon2InTurn",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "llamkay.apps.institutions.accounts.policy.LengthByNorm"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "llamkay.apps.institutions.accounts.policy.NoWordsOfTheHouse"},
    {"NAME": "llamkay.apps.institutions.accounts.policy.NotLeaked"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "llamkay.web.adapter.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Nothing is sent by mail: whoever administers the system gives a new temporary password.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
ACCOUNT_RATE_LIMITS = False  # those of the library live in one process's memory; ours in the database (brakes)
ACCOUNT_FORMS = {
    "login": "llamkay.apps.institutions.accounts.forms.SlowLogin",
    "reauthenticate": "llamkay.apps.institutions.accounts.forms.SlowReauthenticate",
    "change_password": "llamkay.apps.institutions.accounts.forms.SlowChangePassword",
}
MFA_FORMS = {
    "authenticate": "llamkay.apps.institutions.accounts.forms.SlowCode",
    "reauthenticate": "llamkay.apps.institutions.accounts.forms.SlowCodeAgain",
    "activate_totp": "llamkay.apps.institutions.accounts.forms.SlowActivation",
}
MFA_ADAPTER = "llamkay.apps.institutions.accounts.forms.SecretsKept"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Whether the functions that ask for a second step (data/sign_in.yaml) are held to it; a demonstration is easy to enter.
SECOND_STEP_BY_FUNCTION = not DEMO and os.environ.get("LLAMKAY_SECOND_STEP") != "off"
# Days after which a function of an account that nobody reviewed in time allows nothing; without it, it is shown only.
_RESTS = os.environ.get("LLAMKAY_UNREVIEWED_RESTS_AFTER", "")
UNREVIEWED_RESTS_AFTER = int(_RESTS) if _RESTS.isdecimal() else None
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Counted by the account that would be opened: capitals and spaces do not make another one.
AXES_USERNAME_CALLABLE = "llamkay.web.adapter.attempted"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # shown to whoever owns the account
AXES_LOCKOUT_TEMPLATE = "account/locked.html"

# Entering by the identity server of an institution; without its address there is no such way.
OIDC_URL = os.environ.get("LLAMKAY_OIDC_URL", "").rstrip("/")
OIDC_NAME = os.environ.get("LLAMKAY_OIDC_NAME", "")
OIDC_CLAIM = os.environ.get("LLAMKAY_OIDC_CLAIM", "preferred_username")
SOCIALACCOUNT_ADAPTER = "llamkay.apps.institutions.single_sign_on.door.StaffIdentities"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "institucion",
                "name": OIDC_NAME,
                "client_id": os.environ.get("LLAMKAY_OIDC_CLIENT", ""),
                "secret": os.environ.get("LLAMKAY_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}

LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Español")), ("en", _("English"))]
LOCALE_PATHS = [HERE / "web" / "locale"]
FORMAT_MODULE_PATH = ["llamkay.config.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "America/Lima"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("LLAMKAY_STATIC", database.data_folder() / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if os.environ.get("LLAMKAY_SERVING") == "1"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # A form that leads to the identity server is followed there by the browser only if its address is named.
        "form-action": [SELF, *(["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_URL))] if OIDC_URL else [])],
        "frame-ancestors": [NONE],
    }
}
# One line an event, its moment in Lima with the zone: «2026-02-02T16:07:00-05:00 ERROR django.request …»; nobody in it.
LOG_LINE = "Json" if os.environ.get("LLAMKAY_LOG") == "json" else "Line"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"llamkay.config.logs.{LOG_LINE}"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # It would name who failed to enter; the database keeps that, for the owner of the account.
        "axes": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
        "_granian": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
X_FRAME_OPTIONS = "DENY"
if os.environ.get("LLAMKAY_HTTPS") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    SESSION_COOKIE_NAME = "__Host-sessionid"  # no other host of the domain may write it
    LANGUAGE_COOKIE_SECURE = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 40_000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
