"""All settings, read from the environment and safe by default; `.env` beside manage.py is read first.

Development and production differ by environment only. What must be set in production: SECRET_KEY,
ALLOWED_HOSTS, BASE_URL.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from kit.tiles import tile_origins

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# --- what must be decided by whoever runs it -------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. `make run` writes one into .env; a server sets its own.")
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Off only where nothing but this machine can reach the server, as in `make run`.
HTTPS = env.bool("HTTPS", default=True)
# Off: the service worker takes itself out of every browser that comes by, with what it kept.
OFFLINE = env.bool("OFFLINE", default=True)
# On where partners are tried out on this machine: their sites may be http://something.localhost then.
LOCAL_PARTNERS = env.bool("LOCAL_PARTNERS", default=DEBUG)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL] if HTTPS else [])

# Private hosts that feeds and links may be read from all the same, as "address:port". Only tests have one: their own server.
FETCH_PRIVATE_ADDRESSES: frozenset[str] = frozenset()

# --- apps -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "desk",
    "home",
    "partners",
    "learners",
    "search",
    "assessments",
    "missions",
    "resources",
    "skills",
    "kit",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "desk.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "partners.middleware.EmbedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kit.edition.EditionMiddleware",
    "portal.page_cache.PageCacheMiddleware",
    # Its random padding answers BREACH; a proxy in front may do the compressing instead.
    "django.middleware.gzip.GZipMiddleware",
    "portal.middleware.ContentPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "desk.sign_in.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kit.data_saving.DataSavingMiddleware",
    "portal.middleware.SiteMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "resources.progress.AdoptedLessonsMiddleware",
    "learners.accounts.space.AccountSpaceMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

_LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": ["kit.templatetags.kit", "kit.templatetags.cards", "skills.templatetags.levels"],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.chrome",
            ],
            "loaders": _LOADERS if DEBUG else [("kit.folding.Loader", _LOADERS)],
        },
    }
]

# --- data and services ----------------------------------------------------------------------
(BASE_DIR / "var").mkdir(exist_ok=True)
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'tremplin.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        # Readers never wait for the writer; a second writer waits instead of failing at once.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=10000;",
        "transaction_mode": "IMMEDIATE",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
if CACHES["default"]["BACKEND"].endswith(".LocMemCache"):
    # Three hundred otherwise: counts of attempts at signing in would be thrown out too soon.
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 20_000}
# Pages kept whole, beside the rest so that they never push out what must be remembered.
CACHES["pages"] = {**CACHES["default"]}
if CACHES["pages"]["BACKEND"].endswith(".LocMemCache"):
    CACHES["pages"] |= {"LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 500}}
# For anonymous visitors (portal/page_cache.py); off while templates are being written.
PAGE_CACHE = env.bool("PAGE_CACHE", default=not DEBUG)
SEARCH_URL = env.str("SEARCH_URL", default="embedded:///var/search")
# Of an Elasticsearch cluster (docs/operations.md): who asks, instead of a user in the URL; who signed its certificate.
SEARCH_API_KEY = env.str("SEARCH_API_KEY", default="")
SEARCH_CA_FILE = env.str("SEARCH_CA_FILE", default="")
SEARCH_COMPRESSION = env.bool("SEARCH_COMPRESSION", default=False)
# Parts of an index (another number needs a rebuild), and copies of each beside the first; without: one where it can be.
SEARCH_SHARDS = env.int("SEARCH_SHARDS", default=1)
SEARCH_REPLICAS = env.int("SEARCH_REPLICAS", default=None)
# Changes a second that one worker sends to an engine that was away; what is saved meanwhile goes at once.
SEARCH_OUTBOX_RATE = env.float("SEARCH_OUTBOX_RATE", default=500.0)
# Documents, up to which the admin's buttons rebuild and check at once; above, the next `search_index --drain` does it.
SEARCH_AT_ONCE = env.int("SEARCH_AT_ONCE", default=5000)
# Processes an import uses, the importing one included; 0 means two where the machine has two processors.
IMPORT_PROCESSES = env.int("IMPORT_PROCESSES", default=0)
# Processes that a rebuild reads the database with; 0: one for each core when there is much to read.
SEARCH_REBUILD_PROCESSES = env.int("SEARCH_REBUILD_PROCESSES", default=0)
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="tremplin@localhost")

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media")))
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "kit.storage.BundledStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# --- language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
FORMAT_MODULE_PATH = ["portal.formats"]
# A page sent for translation waits as a draft until somebody publishes it; no machine translates, nothing calls out.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- people ---------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
# An account is an e-mail address and a code sent to it; the team signs in with a password and a second factor.
ACCOUNT_ADAPTER = "learners.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Long enough for a mail on a slow network; three guesses a code.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ALLAUTH_USER_CODE_FORMAT = {"length": 6, "numeric": True, "dashed": False}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# What one address may be guessed at: 30 codes of three guesses a day, of a million. Counted in the cache:
# with CACHE_URL shared by all processes, exactly; without, in each of them.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,10/h/key,30/d/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key,30/d/key",
    "manage_email": "5/m/user,20/d/user",
}
ACCOUNT_FORMS = {
    "login": "desk.sign_in.forms.TeamLoginForm",
    "request_login_code": "learners.accounts.forms.SignInForm",
    "confirm_login_code": "learners.accounts.forms.SignInCodeForm",
    "add_email": "learners.accounts.forms.NewAddressForm",
    "confirm_email_verification_code": "learners.accounts.forms.NewAddressCodeForm",
    "reset_password": "desk.sign_in.forms.ResetPasswordForm",
    "confirm_password_reset_code": "desk.sign_in.forms.ResetCodeForm",
    "reset_password_from_key": "desk.sign_in.forms.NewPasswordForm",
    "change_password": "desk.sign_in.forms.ChangePasswordForm",
    "reauthenticate": "desk.sign_in.forms.PasswordAgainForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_signed_out"
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "desk.sign_in.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "desk.sign_in.forms.SecondFactorForm",
    "reauthenticate": "desk.sign_in.forms.SecondFactorAgainForm",
    "activate_totp": "desk.sign_in.forms.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tremplin"
# A phone's clock may be half a minute off; a code still counts once only (desk/sign_in/forms.py).
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Only the team has a second factor, at addresses an administrator gave.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# How long a member of the team stays signed in.
TEAM_SESSION_SECONDS = 12 * 60 * 60
LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAILADMIN_LOGIN_URL = "team_login"
# Passwords and addresses of the team change where the second factor is asked for, not in Wagtail's own pages.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# A new member sets theirs by « mot de passe oublié ».
WAGTAILUSERS_PASSWORD_REQUIRED = False
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Thirteen months, the longest the French regulator (CNIL) accepts for such a cookie.
SESSION_COOKIE_AGE = 60 * 60 * 24 * 395
SESSION_COOKIE_NAME = "__Host-tremplin" if HTTPS else "tremplin"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"

# --- security -------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if env.bool("BEHIND_PROXY", default=False):
    # Only behind a proxy that always sets this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits by address count the one the proxy saw.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page editor posts many fields.

VIDEO_FRAME_SOURCES = [
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://geo.dailymotion.com",
    *env.list("PEERTUBE_ORIGINS", default=[]),
]
# A tile server for the map, "https://tiles.example.org/{z}/{x}/{y}.png". It sees who looks where: without one, the map
# draws its own ground and asks nobody.
MAP_TILES_URL = env.str("MAP_TILES_URL", default="")
MAP_TILES_CREDIT = env.str("MAP_TILES_CREDIT", default="")
MAP_TILES_ORIGINS = tile_origins(MAP_TILES_URL)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *MAP_TILES_ORIGINS],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": VIDEO_FRAME_SOURCES,
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
    }
}
# Wagtail's admin has inline scripts and styles and frames its own previews.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "form-action": [SELF],
    "base-uri": [SELF],
    "object-src": [NONE],
}
# So many people's serious reports hide a mission until a person of the team has looked.
MISSION_REPORTS_TO_HIDE = env.int("MISSION_REPORTS_TO_HIDE", default=3)

PERMISSIONS_POLICY = {
    "camera": [],
    "microphone": [],
    "payment": [],
    "usb": [],
    "browsing-topics": [],
    "geolocation": "self",
}

# --- Wagtail --------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Tremplin"
WAGTAILADMIN_BASE_URL = BASE_URL
# Pages and documents that an editor keeps behind a password.
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = "wagtail_private/password.html"  # noqa: S105 (a path)
LOGIN_REDIRECT_URL = "/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "csv", "vtt", "mp4", "webm"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_RESPONSIVE_HTML = True
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True

# --- logs: to standard error, without query strings, addresses or form data -------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"tremplin": {"level": env.str("LOG_LEVEL", default="INFO")}},
}

if urlsplit(BASE_URL).scheme == "http" and HTTPS and not DEBUG and urlsplit(BASE_URL).hostname not in {"127.0.0.1", "localhost"}:
    raise ImproperlyConfigured("BASE_URL must start with https:// when HTTPS is on.")
