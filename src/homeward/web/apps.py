"""The one Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Name the app, and make every SQLite connection safe (`database.py`)."""

    name = "homeward.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
