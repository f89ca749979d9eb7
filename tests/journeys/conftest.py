"""The browser's driver keeps an event loop in the tests' thread; their database calls still come one after another."""

import os

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
