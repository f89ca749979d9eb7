"""Protection's own forms."""

from __future__ import annotations

from django import forms

# A class, not a story: the reason itself stays in the interview's sealed notes.
REASON_CLASSES = (
    ("fear_of_return", "Fear of return"),
    ("needs_time", "Needs time to recover and reflect"),
    ("child", "A child, or may be one"),
    ("medical", "Medical"),
    ("witness", "Witness or proceedings of their own"),
    ("trafficker_near", "Somebody who hurt them would travel too"),
    ("identity", "Identity is in question"),
)


class SetHold(forms.Form):
    """Why nobody may move this person for now, as a class."""

    use_required_attribute = False

    reason_class = forms.ChoiceField(
        label="Reason",
        choices=REASON_CLASSES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason."},
    )
