"""Django's settings. The operation's folder comes from `HOMEWARD_DATA`; without it everything is in memory.

`homeward.web.operation.open_operation` sets that variable and starts Django; nothing else should.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

DATA = os.environ.get("HOMEWARD_DATA", "")
_HERE = Path(__file__).parent

# Signs sessions and forms. In an operation it lives in a file that only the owner may read.
SECRET_KEY = Path(DATA, "secret.key").read_text(encoding="ascii") if DATA else secrets.token_urlsafe(48)
DEBUG = False
# Where browsers find the app when it is served on a network (`server.py`), like "https://192.168.1.20:8443": then there
# is TLS, and everybody has a second factor.
ORIGIN = os.environ.get("HOMEWARD_ORIGIN", "")
ALLOWED_HOSTS = [re.sub(r":\d+$", "", urlsplit(ORIGIN).netloc)] if ORIGIN else ["127.0.0.1", "localhost", "testserver"]
# A proxy speaks to the app without TLS; but who asks for this host came over TLS, as it is served in no other way.
SECURE_PROXY_SSL_HEADER = ("HTTP_HOST", urlsplit(ORIGIN).netloc) if ORIGIN else None

INSTALLED_APPS = [
    "homeward.web.apps.WebConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "homeward.web.middleware.guard",
]
ROOT_URLCONF = "homeward.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "OPTIONS": {
            "builtins": ["django.templatetags.static", "homeward.web.views.shown"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "homeward.web.views.frame.frame",
            ],
        },
    }
]
WSGI_APPLICATION = "homeward.web.wsgi.application"

# DELETE + EXTRA is the slow and durable way: an acknowledged write survives a power cut (docs/decisions).
# trusted_schema stays on: Django's own check on JSON columns uses a function that it would forbid.
SQLITE_INIT = (
    "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA foreign_keys=ON; "
    "PRAGMA secure_delete=ON; PRAGMA cell_size_check=ON;"
)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(DATA, "homeward.db") if DATA else ":memory:",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_INIT, "timeout": 20},
    }
}
AUTH_USER_MODEL = "web.Actor"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [_HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# A cookie with this prefix comes over TLS and from this host, or the browser drops it.
SESSION_COOKIE_NAME = "__Host-session" if ORIGIN else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if ORIGIN else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(ORIGIN)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_CONTENT_TYPE_NOSNIFF = True
# No address leaves this site; "no-referrer" would also hide our own origin from the check against forged forms.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 4_000_000
