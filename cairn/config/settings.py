"""The one settings file. All that differs between installations comes from the environment."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from cairn.config.environment import Environment, mail_settings

said = Environment()

HOME = Path(said.text("CAIRN_HOME", "build/home")).absolute()
DEMO = said.flag("CAIRN_DEMO")
DEMO_EVIDENCE = said.text("CAIRN_DEMO_EVIDENCE", "")  # a bundle built before, so that it is not built twice
BEHIND_PROXY = said.flag("CAIRN_BEHIND_PROXY")
PLAIN_HTTP = DEMO or said.flag("CAIRN_PLAIN_HTTP")  # for one machine only: a browser sends nothing in clear

SECRET_KEY = said.secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = said.words("CAIRN_HOSTS", "localhost 127.0.0.1 [::1]")
SITE_ADDRESS = said.text("CAIRN_ADDRESS", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "cairn.web",  # before allauth: its pages wear our templates
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "cairn.store",
    "cairn.config",
]

MIDDLEWARE = [
    "cairn.web.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "cairn.web.health.early.HealthFirst",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cairn.web.api.limits.ApiLimit",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cairn.web.middleware.PersonContext",
    "cairn.web.middleware.Access",
]

ROOT_URLCONF = "cairn.web.urls"
WSGI_APPLICATION = "cairn.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "cairn.web.context.house",
            ],
        },
    }
]
FORM_RENDERER = "cairn.web.components.renderer.CairnRenderer"

# The app role serves; the owner role makes and changes tables and is configured only where that is done.
DATABASES = {"default": said.database("DATABASE_URL") | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
if said.text("DATABASE_OWNER_URL", ""):
    DATABASES["owner"] = said.database("DATABASE_OWNER_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all workers: limits on sign-in must hold for them together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "store_cache",
        # What is culled is forgotten: few entries would let a flood of addresses wipe the limits.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}

AUTH_USER_MODEL = "store.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my-work"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "cairn.web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is made only by an invitation sent to that address
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {
    # The limit of an account comes first: tries on one that is shut do not use up those of its whole office.
    "login": "300/m/ip",
    "login_failed": "5/15m/key,100/m/ip",
    "reset_password": "20/h/ip,3/h/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Cairn: "
ACCOUNT_FORMS = {
    "login": "cairn.web.accounts.allauth_forms.SignInForm",
    "reauthenticate": "cairn.web.accounts.allauth_forms.PasswordAgainForm",
    "change_password": "cairn.web.accounts.allauth_forms.NewPasswordForm",
    "reset_password": "cairn.web.accounts.allauth_forms.ForgottenForm",
    "reset_password_from_key": "cairn.web.accounts.allauth_forms.PasswordByMailForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
MFA_ADAPTER = "cairn.web.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are verified by the invitation, not by allauth
MFA_FORMS = {
    "authenticate": "cairn.web.accounts.allauth_forms.CodeForm",
    "reauthenticate": "cairn.web.accounts.allauth_forms.CodeAgainForm",
    "activate_totp": "cairn.web.accounts.allauth_forms.AppForm",
    "add_webauthn": "cairn.web.accounts.allauth_forms.PasskeyForm",
    "edit_webauthn": "cairn.web.accounts.allauth_forms.PasskeyNameForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}  # nothing to guess; a whole office signs in at nine
MFA_TOTP_ISSUER = "Cairn"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PLAIN_HTTP
SOCIALACCOUNT_ADAPTER = "cairn.web.accounts.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # the adapter does it, and never touches a password
SSO_ADDRESS = said.text("CAIRN_SSO_ADDRESS", "")
SSO_VOUCHES_FACTOR = said.flag(
    "CAIRN_SSO_VOUCHES_FACTOR"
)  # when single sign-on itself demands a second factor
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": said.text("CAIRN_SSO_NAME", "Single sign-on"),
                "client_id": said.text("CAIRN_SSO_CLIENT_ID"),
                "secret": said.text("CAIRN_SSO_SECRET"),
                "settings": {
                    "server_url": SSO_ADDRESS,
                    # Domains whose addresses are taken as verified though the provider does not say so.
                    "verified_email": said.words("CAIRN_SSO_MAIL_DOMAINS"),
                },
            }
        ]
        if SSO_ADDRESS
        else [],
    }
}
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "cairn_session" if PLAIN_HTTP else "__Host-cairn_session"
SESSION_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = not PLAIN_HTTP
CSRF_COOKIE_NAME = "cairn_csrf" if PLAIN_HTTP else "__Host-cairn_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cairn.web.errors.csrf_failed"

SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
sso = urlsplit(SSO_ADDRESS)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A form that starts single sign-on ends, by redirection, at its provider.
        "form-action": [SELF, *([f"{sso.scheme}://{sso.netloc}"] if sso.netloc else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

STATIC_URL = "static/"
STATIC_ROOT = said.text("CAIRN_STATIC", str(HOME / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

UPLOAD_LIMIT = said.number("CAIRN_UPLOAD_MEGABYTES", 50, least=1, most=500) * 1_000_000
# From one address, behind which may be a whole office; of what is published, and as many with tokens.
API_PER_MINUTE = said.number("CAIRN_API_PER_MINUTE", 600, least=1, most=100_000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = [
    "cairn.web.uploading.LimitedUpload",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

globals().update(mail_settings(said.text("CAIRN_MAIL", "")))
DEFAULT_FROM_EMAIL = said.text("CAIRN_MAIL_FROM", "cairn@localhost")

PROCRASTINATE_ON_APP_READY = "cairn.actions.duties.register"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "cairn.web.logs.JsonLines"}},
    "filters": {"visitors": {"()": "cairn.web.logs.VisitorsDoing"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["visitors"]}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "cairn": {"level": said.text("CAIRN_LOG_LEVEL", "INFO")},
        # Django's own lines would carry addresses and form values; `cairn.web.errors` tells what broke.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "ERROR"},
    },
}
