"""Handing in one file."""

from __future__ import annotations

from django import forms


class HandIn(forms.Form):
    """One file and nothing else; its label and hint are the page's."""

    use_required_attribute = False

    file = forms.FileField(error_messages={"required": "Choose a file.", "empty": "The file is empty."})


def say(form: forms.Form, error: Exception) -> None:
    """Put what was wrong with a file beside its field, in the error's own words."""
    form.add_error("file", f"{getattr(error, 'message', error)} Nothing was taken in.")
