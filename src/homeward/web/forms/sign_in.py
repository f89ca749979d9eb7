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


class SecondFactor(forms.Form):
    """What is given beside a password: six digits or a recovery code, or what a passkey answered (`passkey.js`)."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    answer = forms.CharField(max_length=20_000, required=False)

    def clean(self) -> None:
        """Refuse nothing at all."""
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("code", "Write the code. A passkey comes only where the page may run its script.")


class NewPassword(forms.Form):
    """A new password, written twice."""

    use_required_attribute = False

    password = forms.CharField(
        label="New password",
        help_text="12 letters or more. Four words that nobody else would put together are good.",
        max_length=200,
        strip=False,
        error_messages={"required": "Write a password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="The same again",
        max_length=200,
        strip=False,
        error_messages={"required": "Write it a second time."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Refuse two that differ."""
        if self.cleaned_data["again"] != self.cleaned_data.get("password"):
            raise forms.ValidationError("The two are not the same.")
        return str(self.cleaned_data["again"])
