"""One word on a pair."""

from __future__ import annotations

from django import forms

_VERDICTS = (("same", "the same person"), ("different", "different people"), ("unsure", "unsure"))


class Judge(forms.Form):
    """Same, different or unsure, with a reason if there is one."""

    use_required_attribute = False

    verdict = forms.ChoiceField(
        choices=_VERDICTS,
        error_messages={
            "required": "Choose same, different or unsure.",
            "invalid_choice": "Choose same, different or unsure.",
        },
    )
    reason = forms.CharField(
        label="Reason (if it helps the next reader)",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @staticmethod
    def words(verdict: str) -> str:
        """Return a verdict in words."""
        return dict(_VERDICTS)[verdict]
