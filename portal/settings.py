"""Settings of the portal, read from the environment; `.env.example` documents each variable."""

from pathlib import Path
from zoneinfo import available_timezones

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment(BASE_DIR / ".env")

# "demo" and "test" may run with what a newcomer has; anything else is production and must be configured.
MODE = env.text("MODE", "production")
PRODUCTION = MODE not in ("demo", "test")
DEMO = MODE == "demo"
VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")

DEBUG = env.switch("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", "" if PRODUCTION else "demo-only-key-that-production-refuses-to-start-with")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", () if PRODUCTION else ("*",))
BASE_URL = env.site("BASE_URL", "" if PRODUCTION else "http://localhost:8000")

INSTALLED_APPS = [
    "search",
    "networks",
    "practices",
    "portal",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "portal.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.middleware.InterfaceLanguageMiddleware",
    "portal.middleware.CleanInputMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.FormAddressMiddleware",
    "portal.middleware.AtomicEditingMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.chrome",
            ],
            "builtins": ["portal.templatetags.portal"],
        },
    }
]

# Database, cache, broker. Without services: SQLite, a folder of files, tasks in the process.
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A writer waits for another instead of failing at once; readers never wait (WAL). Each thread has a connection with
        # 4 MB of pages: what more would hold is in the system's memory already, and counted once.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-4000;",
    }
    # A file, so that tests can be repeated without migrating again (pytest --reuse-db) and use several processes.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "pytest.sqlite3"}
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.address("REDIS_URL", "redis", "rediss")
_cache: dict = (
    {
        "BACKEND": "portal.cache.OptionalRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if MODE == "test"
    # One for all processes: what one of them changes, the others must not go on showing.
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "cache"}
)
# What readers fill: "kept" (portal/public_state.py) and, by a name that is Wagtail's, which sizes of pictures are made.
# Whether that still holds says "state". allauth takes "default" for its limits of tries.
CACHES = {"default": _cache, "state": _cache, "kept": _cache, "renditions": _cache}
if REDIS_URL:
    CACHES["default"] = {**_cache, "BACKEND": "portal.cache.RedisOrOwnCache"}
elif MODE != "test":
    # A folder that is full forgets at random, so what readers must not drive out by reading has one of its own.
    # Each try lists that of the limits: 11 ms where it holds so many.
    CACHES["default"] = {**_cache, "LOCATION": VAR_DIR / "limits", "OPTIONS": {"MAX_ENTRIES": 3000}}
    CACHES["state"] = {**_cache, "LOCATION": VAR_DIR / "state"}

# The gazetteer: places of this population and more (500, 1000, 5000 or 15000).
GAZETTEER_MIN_POPULATION = env.whole("GAZETTEER_MIN_POPULATION", 5000, among=(500, 1000, 5000, 15000))

CELERY_BROKER_URL = REDIS_URL or "memory://localhost"  # Without a name, kombu warns that it takes this one.
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
# A broker that is gone costs a save nothing: what a task would do stands in a table, and the scheduler does it later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_BEAT_SCHEDULE = {
    "drain the index outbox": {"task": "search.tasks.drain", "schedule": 15.0},
    "tell what is new at once": {"task": "search.tasks.tell_at_once", "schedule": 15.0},
    "send digests that are due": {"task": "search.tasks.tell_due", "schedule": crontab(minute="*/10")},
    "compare the index with the records": {"task": "search.tasks.check", "schedule": crontab(minute=37)},
    "send what is due": {"task": "portal.tasks.deliver", "schedule": 60.0},
    "find sendings that were broken off": {"task": "portal.tasks.find_lost", "schedule": crontab()},
    "empty old messages": {"task": "portal.tasks.empty_old_messages", "schedule": crontab(hour=3, minute=17)},
    "publish what is due": {"task": "portal.tasks.publish_scheduled", "schedule": crontab(minute="*/5")},
    "forget what was searched": {"task": "search.tasks.forget_searches", "schedule": crontab(hour=3, minute=23)},
    "forget expired sessions": {"task": "portal.tasks.clear_sessions", "schedule": crontab(hour=3, minute=7)},
}

# Search: the embedded engine keeps its index in this folder.
SEARCH_INDEX_DIR = env.folder("SEARCH_INDEX_DIR", VAR_DIR / "index")
# With nodes of a cluster here, Elasticsearch is the engine; SEARCH_FALLBACK keeps the embedded one to step in for it.
ELASTICSEARCH_URL = env.addresses("ELASTICSEARCH_URL", "http", "https", port=True)
ELASTICSEARCH_USER = env.text("ELASTICSEARCH_USER", "")
ELASTICSEARCH_PASSWORD = env.text("ELASTICSEARCH_PASSWORD", "")
ELASTICSEARCH_API_KEY = env.text("ELASTICSEARCH_API_KEY", "")
ELASTICSEARCH_CA_FILE = env.file("ELASTICSEARCH_CA_FILE")
ELASTICSEARCH_TIMEOUT = env.seconds("ELASTICSEARCH_TIMEOUT", 1.5)
ELASTICSEARCH_PREFIX = env.index_prefix("ELASTICSEARCH_PREFIX", "practices")
ELASTICSEARCH_SHARDS = env.whole("ELASTICSEARCH_SHARDS", 1, least=1)
SEARCH_FALLBACK = env.switch("SEARCH_FALLBACK", default=False)
# Where the extra `semantic` is installed: off saves 140 MB in the web server and in each process that indexes.
SEARCH_BY_MEANING = env.switch("SEARCH_BY_MEANING", default=True)

# Languages. The interface speaks three; a note may be written in any of these, and each has a tree of pages at first use.
INTERFACE_LANGUAGES = ("en", "fr", "es")
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("bn", _("Bengali")),
    ("zh-hans", _("Chinese")),
    ("nl", _("Dutch")),
    ("de", _("German")),
    ("hi", _("Hindi")),
    ("id", _("Indonesian")),
    ("it", _("Italian")),
    ("ja", _("Japanese")),
    ("ko", _("Korean")),
    ("fa", _("Persian")),
    ("pt", _("Portuguese")),
    ("ru", _("Russian")),
    ("sw", _("Swahili")),
    ("th", _("Thai")),
    ("tr", _("Turkish")),
    ("vi", _("Vietnamese")),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [(code, name) for code, name in LANGUAGES if code in INTERFACE_LANGUAGES]
FORMAT_MODULE_PATH = ["portal.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"

# Accounts: the e-mail address is the login.
AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "portal.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "portal.forms.AddEmailForm",
    "change_password": "portal.forms.ChangePasswordForm",
    "login": "portal.forms.LoginForm",
    "reauthenticate": "portal.forms.ReauthenticateForm",
    "reset_password": "portal.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.forms.ResetPasswordKeyForm",
    "set_password": "portal.forms.SetPasswordForm",
    "signup": "portal.forms.SignupForm",
}
MFA_ADAPTER = "portal.accounts.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "portal.forms.ActivateTOTPForm",
    "authenticate": "portal.forms.AuthenticateForm",
    "reauthenticate": "portal.forms.ReauthenticateByCodeForm",
}
MFA_TOTP_ISSUER = "City Practice Exchange"
ACCOUNT_CHANGE_EMAIL = True  # One address a person: a new one replaces the old when it is verified.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # In the browser that signed up, and nowhere else.
# Limits of tries count a visitor's address, which behind a proxy stands in a header that only a proxy can be trusted with.
ACCOUNT_RATE_LIMITS = {
    "missing_place": "5/m/ip,50/d/ip"
}  # Beside allauth's own, for the form that is open to everybody.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", 1 if PRODUCTION else 0)
LOGIN_URL = "account_login"
WAGTAILADMIN_LOGIN_URL = "admin_login"
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"

# Mail. The demo never sends: it writes to a folder that signed-in demo users may read.
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "City Practice Exchange <portal@example.org>")
if PRODUCTION:
    vars().update(env.mail("EMAIL_URL", "smtp://localhost:25"))
    DELIVERY_BACKEND = vars()["EMAIL_BACKEND"]
else:
    DELIVERY_BACKEND = f"django.core.mail.backends.{'filebased' if DEMO else 'locmem'}.EmailBackend"
# Whatever sends, sends into the outbox; DELIVERY_BACKEND is how the outbox sends.
EMAIL_BACKEND = "portal.mail.OutboxBackend"
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = VAR_DIR / "mail"

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # A note's editor has many child forms.

# Security
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # The editor's live preview frames the portal's own pages,
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # so the check that wants DENY does not apply.
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.switch("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    CSRF_TRUSTED_ORIGINS = [BASE_URL]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# Wagtail
WAGTAIL_SITE_NAME = "City Practice Exchange"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
# Some systems list these two among the zones; no browser knows them, and the admin's scripts stop at them.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"Factory", "localtime"})
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = (
    False  # A translation starts as a draft, not live in the original's words.
)
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # The account pages do that.
# By account or by group alone: a password that is passed round has no limit of tries, and Wagtail keeps it readable.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# What offices exchange: nothing that a browser or an office program would run.
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{asctime}{levelname}{name}{message}",
            "style": "{",
            "rename_fields": {"asctime": "time", "levelname": "level"},
        },
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json" if PRODUCTION else "plain"}},
    # At INFO it says each request that it makes.
    "loggers": {"elastic_transport": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.level("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING")},
}

# Last, so that all that is wrong is said at once.
if PRODUCTION:
    env.faults += [
        fault
        for fault, wrong in (
            (
                "SECRET_KEY is missing, shorter than 50 characters or the demo's",
                len(SECRET_KEY) < 50 or "demo-only" in SECRET_KEY,
            ),
            ("DEBUG is on", DEBUG),
            # Redirects and the sitemap name the host that was asked: with "*" a stranger could make it theirs.
            ("ALLOWED_HOSTS is empty or allows every host", not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS),
        )
        if wrong
    ]
if env.faults:
    raise ImproperlyConfigured("The portal does not start: " + "; ".join(env.faults) + ". See .env.example.")
