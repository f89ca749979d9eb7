"""The door."""

from __future__ import annotations

from django import forms


class SignIn(forms.Form):
    """Name and password. Whatever is wrong, the answer is the same, so that no name can be found out."""

    use_required_attribute = False

    username = forms.CharField(
        label="Account name",
        max_length=80,
        error_messages={"required": "Write your account name."},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Password",
        max_length=200,
        strip=False,
        error_messages={"required": "Write your password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
