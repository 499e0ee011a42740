"""Settings, all from the environment; a `.env` file beside manage.py is read first."""

import secrets
import sys
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from oscar.defaults import *  # noqa: F403  Oscar's own defaults come first, ours after

from shop import oscar as lodger

ROOT = Path(__file__).resolve().parents[2]
env = environ.Env()
if (ROOT / ".env").is_file():
    env.read_env(ROOT / ".env")

VAR = Path(env("VAR_DIR", default=str(ROOT / "var")))
DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = env.bool("PRODUCTION", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or (
    f"missing-{secrets.token_hex(32)}" if PRODUCTION else "only-for-a-machine-of-your-own"
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_ADDRESS = env("SITE_ADDRESS", default=f"http://127.0.0.1:{env('PORT', default='8000')}")
"""Where letters and payment pages send people back to: scheme and host, no slash at the end."""

# Rooms -------------------------------------------------------------------------------------------
OURS = ["config", "accounts", "ledger", "notifications", "booking", "loyalty", "shop", "pages"]
WAGTAIL = [
    "wagtail_localize", "wagtail_localize.locales",
    "wagtail.contrib.redirects", "wagtail.contrib.settings", "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds", "wagtail.sites", "wagtail.users", "wagtail.snippets", "wagtail.documents", "wagtail.images",
    "wagtail.search", "wagtail.admin", "wagtail.api.v2", "wagtail", "modelcluster", "taggit", "rest_framework",
]  # fmt: skip
DJANGO = [
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.sitemaps", "django.contrib.sites",
    "django.contrib.flatpages", "django.contrib.humanize", "django.forms",
    "django_otp", "django_otp.plugins.otp_static", "django_otp.plugins.otp_totp", "two_factor",
    "schedule", "django_htmx", "csp", "ninja", "widget_tweaks", "haystack", "treebeard", "django_tables2",
]  # fmt: skip
INSTALLED_APPS = [*OURS, *WAGTAIL, *lodger.APPS, *DJANGO]
MIGRATION_MODULES = lodger.MIGRATION_MODULES
SITE_ID = 1
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "config.middleware.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.Shorter",
    "config.middleware.Edition",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.middleware.StaffGate",
    "shop.shelves.Shelves",
    "accounts.middleware.Patience",
    "accounts.middleware.Tongue",
    "config.middleware.Origin",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shop.counting.Baskets",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

# Looks -------------------------------------------------------------------------------------------
THEME = env("THEME", default="base")
THEMES = [ROOT / "themes" / name for name in dict.fromkeys([THEME, "base"])]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [theme / "templates" for theme in THEMES],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
                "pages.context.house",
            ],
            "builtins": ["pages.templatetags.atrium", "pages.templatetags.house_icons"],
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [theme / "static" for theme in THEMES if (theme / "static").is_dir()]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=not PRODUCTION)
"""Whether the house hands out uploaded pictures itself; no when a web server in front of it does."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# Words and clocks ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("uk", _("Ukrainian"))]
LOCALE_PATHS = [ROOT / "site" / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
HOUSE_ZONE = env("HOUSE_ZONE", default="Europe/Kyiv")
WORDS_STRICT = not PRODUCTION  # there a text that lacks a number is logged, and the page is still shown

# Rows ------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'atrium.sqlite3'}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # IMMEDIATE: a read transaction that turns writer fails at once under load, whatever the timeout
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
"""Seconds. On SQLite too: opening it again means reading the whole structure, a third of the time of a page."""
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}
BROKER_URL = env("BROKER_URL", default="")
BEAT = env.float("BEAT", default=30.0)
"""Seconds between two rounds of the worker behind a broker; facts nudge it besides."""

# People ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.EmailBackend", "accounts.backends.MagicLink"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 9}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "two_factor:login"
LOGIN_REDIRECT_URL = "me"
LOGOUT_REDIRECT_URL = "/"
WAGTAIL_FRONTEND_LOGIN_URL = reverse_lazy("two_factor:login")
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
OTP_TOTP_ISSUER = "Atrium"
PASSWORD_RESET_TIMEOUT = 60 * 60
SESAME_MAX_AGE = 15 * 60
SESAME_ONE_TIME = SESAME_INVALIDATE_ON_EMAIL_CHANGE = True

# Pages -----------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Atrium"
WAGTAILADMIN_BASE_URL = SITE_ADDRESS
WAGTAIL_I18N_ENABLED = True
WAGTAILIMAGES_IMAGE_MODEL = "pages.Picture"
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # the admin asks nobody outside
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
TAGGIT_CASE_INSENSITIVE = True

# The shop ----------------------------------------------------------------------------------------------
OSCAR_SHOP_NAME = "Atrium"
OSCAR_DEFAULT_CURRENCY = "UAH"
OSCAR_HOMEPAGE = "/"
OSCAR_THUMBNAILER = "shop.pictures.Thumbnailer"
SHELVES_OPEN = env.bool("SHELVES_OPEN", default=False)
"""Whether Oscar's storefront can be visited: its pages do not look like the house."""
OSCAR_SLUG_FUNCTION = "shop.slugs.slug"
OSCAR_HIDDEN_FEATURES = ["reviews", "wishlists"]
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_INITIAL_ORDER_STATUS = OSCAR_INITIAL_LINE_STATUS = "Pending"
OSCAR_ORDER_STATUS_PIPELINE = OSCAR_LINE_STATUS_PIPELINE = {
    "Pending": ("Paid", "Cancelled"),
    "Paid": ("Cancelled",),
    "Cancelled": (),
}
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"

# Outside services ----------------------------------------------------------------------------------------
STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_API_BASE = env("STRIPE_API_BASE", default="")
STRIPE_PATIENCE = env.float("STRIPE_PATIENCE", default=10.0)
"""Seconds to wait for the payment service before the visitor is told that it cannot be reached."""
vars().update(env.email("EMAIL_URL", default="consolemail://" if PRODUCTION else f"filemail:///{VAR / 'mail'}"))
EMAIL_TIMEOUT = 30
STALE_CLAIM = env.int("STALE_CLAIM", default=600)
"""Seconds after which a message whose worker has died is sent by another; more than any attempt takes."""
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Atrium <hello@atrium.example>")

# Wiring: the tables that say what follows from what (config/wiring.py) -----------------------------------
from config.wiring import (  # noqa: E402, F401
    CLIENT_AREA,
    DOOR_POST,
    FACES,
    LETTER_SUBJECTS,
    POINTS_HINT,
    REACTIONS,
    SALE,
    TICK,
    TILL,
    WATCHED,
)  # fmt: skip

# Safety --------------------------------------------------------------------------------------------------
HTTPS = env.bool("HTTPS", default=PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
STAFF_DOORS = ("/cms/", "/django-admin/", "/en/shop/dashboard/", "/uk/shop/dashboard/")
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": STAFF_DOORS,  # libraries' own pages carry inline scripts; only staff open them
    "DIRECTIVES": {
        "default-src": [NONE], "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF], "manifest-src": [SELF],
        "form-action": [SELF, "https://checkout.stripe.com", *([STRIPE_API_BASE] if STRIPE_API_BASE else [])],
        "frame-ancestors": [SELF], "base-uri": [NONE],
    },
}  # fmt: skip
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # editors see a draft in a frame of the admin, from the same origin

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    "loggers": {"atrium": {"level": env("LOG_LEVEL", default="INFO")}},
}
TESTING = KEPT_STRICT = "pytest" in sys.modules
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_AUTOREFRESH = True  # the files need not have been collected
