"""Settings of the portal, by topic; what may differ between installations comes from `environment`."""

from __future__ import annotations

from email.utils import formataddr
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import structlog
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

from core import keys, logs

from . import environment

ENV = environment.load()
ROOT = environment.ROOT
VAR = ENV.var.resolve()
VAR.mkdir(parents=True, exist_ok=True)

# --- identity of the installation
PROVINCE_SCHEME, PROVINCE_CODE = ENV.province.split(":")
PROVINCE_NAME = ENV.province_name
AUTHORITY = ENV.authority
PRESS_CONTACT = ENV.press_contact
BASE_URL = ENV.base_url.rstrip("/")

# --- security
SECRET_KEY = ENV.text("secret_key") or keys.make_or_read(VAR / "keys", "secret_key").decode("ascii")
KEYS = VAR / "keys"
DEBUG = ENV.debug
ALLOWED_HOSTS = [host.strip() for host in ENV.hosts.split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXIES = ENV.proxies
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.proxies else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = "/quan-tri/"
SESSION_COOKIE_AGE = 8 * 3600
X_FRAME_OPTIONS = "SAMEORIGIN"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
#: Wagtail's editor carries inline scripts and styles; only officers ever load it.
OFFICER_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
}

# --- rooms
INSTALLED_APPS = [
    "portal",
    "bots",
    "outreach",
    "recognition",
    "notices",
    "complaints",
    "press",
    "firms",
    "core",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.redirects",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
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
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.RoutePolicy",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.OfficePolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.PlainAddress",
    "portal.middleware.LanguageFromPath",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.SecondFactor",
    "portal.middleware.ButtonAddress",
    "portal.middleware.OfficeErrors",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
            "builtins": ["core.templatetags.vietnam"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data
_database = dj_database_url.parse(ENV.database_url or f"sqlite:///{VAR / 'portal.sqlite3'}", conn_max_age=600)
if _database["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE and WAL several processes meet "database is locked" under load.
    _database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
DATABASES = {"default": _database}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENV.redis_url,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    if ENV.redis_url
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "private", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = VAR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "site" / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = [
    "complaints.uploads.InMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- people
AUTH_USER_MODEL = "core.Officer"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "/quan-tri/tai-khoan/login/"
LOGIN_REDIRECT_URL = "/quan-tri/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/quan-tri/"
ACCOUNT_ADAPTER = "portal.accounts.OfficerAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/5m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Minh Bạch"
OFFICER_MFA = not ENV.is_demo if ENV.officer_mfa is None else ENV.officer_mfa

# --- language and time
LANGUAGE_CODE = "vi"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [ROOT / "site" / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = "portal.formats"

# --- wagtail
WAGTAIL_SITE_NAME = "Minh Bạch"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": True}}
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "csv", "odt"]
WAGTAILADMIN_COMMENTS_ENABLED = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# --- jobs
JOBS = "celery"
CELERY_BROKER_URL = ENV.broker_url
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "queue" / "beat")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
if ENV.broker_url.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "queue" / "messages"),
        "data_folder_out": str(VAR / "queue" / "messages"),
        "processed_folder": str(VAR / "queue" / "processed"),
        "control_folder": str(VAR / "queue" / "control"),
        "store_processed": False,
        "polling_interval": 0.05,
    }
    for _folder in ("messages", "processed", "control"):
        Path(VAR / "queue" / _folder).mkdir(parents=True, exist_ok=True)
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "unacked_restore_throttle": 1}
    if ENV.broker_url.startswith("redis"):  # else whoever asks one that hangs waits for ever
        CELERY_BROKER_TRANSPORT_OPTIONS |= {"socket_connect_timeout": 2, "socket_timeout": 5, "socket_keepalive": True}

# --- pages in front of Django
PAGE_EPOCH = VAR / "epoch"
PAGE_QUERY = frozenset({"q", "trang", "loai", "xa", "dot", "limit", "cursor"})

# --- bot channels
TELEGRAM_TOKEN = ENV.text("telegram_token")
TELEGRAM_SECRET = ENV.telegram_secret
TELEGRAM_API = ENV.telegram_api.rstrip("/")
TELEGRAM_PER_SECOND = ENV.telegram_per_second
TELEGRAM_TAKES_COMPLAINTS = ENV.telegram_takes_complaints
TELEGRAM_CHANNEL = ENV.telegram_channel
ZALO_APP_ID, ZALO_APP_SECRET, ZALO_REFRESH_TOKEN = ENV.zalo_app_id, ENV.text("zalo_app_secret"), ENV.zalo_refresh_token
ZALO_API, ZALO_OAUTH = ENV.zalo_api.rstrip("/"), ENV.zalo_oauth.rstrip("/")
ZALO_COVER = ENV.zalo_cover
ZALO_OA_SECRET, ZALO_TAKES_COMPLAINTS = ENV.text("zalo_oa_secret"), ENV.zalo_takes_complaints
ZALO_REPLY_HOURS = ENV.zalo_reply_hours
REDIS_URL = ENV.redis_url

# --- what goes out
MAIL_URL = ENV.text("mail_url") or ((VAR / "mail").as_uri() if ENV.is_demo else "")
MAIL_FROM = ENV.mail_from or formataddr((AUTHORITY, f"khong-tra-loi@{urlsplit(BASE_URL).hostname}"))
MAIL_PER_SECOND = ENV.mail_per_second
RETURNED_MAIL = ENV.returned_mail
PURGE_URL, PURGE_METHOD, PURGE_TOKEN = ENV.purge_url, ENV.purge_method, ENV.text("purge_token")
WEBHOOKS_INNER = ENV.webhooks_inner

# --- logs
LOGS = VAR / "logs"
LOGS.mkdir(parents=True, exist_ok=True, mode=0o700)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": logs.PROCESSORS,
            "foreign_pre_chain": logs.FOREIGN,
        },
        "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
    },
    "filters": {"redact": {"()": "core.logs.Redact"}},
    "handlers": {
        "file": {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": str(LOGS / "portal.log"),
            "formatter": "json",
            "filters": ["redact"],
            "encoding": "utf-8",
            "delay": True,
        },
        "console": {"class": "logging.StreamHandler", "level": "WARNING", "formatter": "plain", "filters": ["redact"]},
    },
    "root": {"handlers": ["file", "console"], "level": ENV.log_level},
    "loggers": {
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "telegram": {"level": "WARNING"},
        "PIL": {"level": "INFO"},
    },
}
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # the authority decides over its other subdomains
    "security.W008",  # the proxy in front redirects to HTTPS
    "security.W019",  # Wagtail shows a preview of a page in a frame of the same origin
    "security.W021",  # the authority decides over the browsers' preload list
]
