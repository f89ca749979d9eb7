"""Handing in a list."""

from __future__ import annotations

from django import forms


class TakeIn(forms.Form):
    """A file, the name it goes by, and who handed it over."""

    use_required_attribute = False

    name = forms.CharField(
        label="Name of the list",
        help_text="Short, and the same for every version: camp-north, walk-ins.",
        max_length=80,
        error_messages={"required": "Write a name for the list."},
        widget=forms.TextInput(attrs={"spellcheck": "false", "list": "known-names", "autocomplete": "off"}),
    )
    organisation = forms.CharField(
        label="Who handed it over",
        max_length=200,
        error_messages={"required": "Write which organisation handed the list over."},
    )
    file = forms.FileField(
        label="File",
        help_text="XLSX, ODS, CSV or JSON, as it came. It is kept as it is.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    def clean_name(self) -> str:
        """Keep to letters, digits and hyphens, so that the name can stand in a reference."""
        name = "-".join(str(self.cleaned_data["name"]).split()).lower()
        if not all(letter.isalnum() or letter in "-_." for letter in name):
            raise forms.ValidationError("Use letters, digits and hyphens in the list's name.")
        return name
