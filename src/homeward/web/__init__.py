"""The web app: one Django project, one app. Changes go through `actions`, reads through `queries`."""
