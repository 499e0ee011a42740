"""What visitors write about themselves; each message names its remedy."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from two_factor.forms import AuthenticationTokenForm, TOTPDeviceForm
from two_factor.forms import BackupTokenForm as TwoFactorBackup
from two_factor.forms import DisableForm as TwoFactorDisable

import clock
from accounts import limits, verbs, zones
from accounts.models import User
from words import say, say_lazy

PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
SPACING = str.maketrans("", "", " ()-.\u00a0")
PLAIN_ERRORS = {"required": say_lazy("form_errors.required"), "invalid_choice": say_lazy("form_errors.choice")}
CODE_ERRORS = {
    "token_required": say_lazy("form_errors.required"),
    "invalid_token": say_lazy("form_errors.code_2fa"),
    "n_failed_attempts": say_lazy("signin.code.paused"),
    "verification_not_allowed": say_lazy("signin.code.paused"),
    "device_required": say_lazy("form_errors.code_2fa"),
}


class Email(forms.EmailField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", say_lazy("signin.email"))
        errors = {"required": say_lazy("form_errors.email"), "invalid": say_lazy("form_errors.email")}
        super().__init__(max_length=254, error_messages=errors, **kwargs)
        self.widget.attrs.update({"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"})


class LetterForm(forms.Form):
    """Where to send a letter."""

    email = Email()


class SignInForm(AuthenticationForm):
    """`wait`: seconds until the next try, when there were too many; then even the right password is not looked at."""

    username = forms.CharField(label=say_lazy("signin.email"), max_length=254, error_messages=PLAIN_ERRORS)
    password = forms.CharField(
        label=say_lazy("signin.password"), strip=False, max_length=1000, error_messages=PLAIN_ERRORS,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    error_messages = {"invalid_login": say_lazy("form_errors.password_wrong"), "inactive": say_lazy("signin.disabled")}
    wait: int | None = None

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = say("signin.email")
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})

    def clean(self) -> dict[str, Any]:
        address = self.cleaned_data.get("username")
        if not address or not self.cleaned_data.get("password"):
            return self.cleaned_data
        now = clock.now()
        self.wait = limits.wait_for("password", address, now=now)
        if self.wait:
            raise ValidationError(say("signin.locked", wait=limits.wait_in_words(self.wait)), code="locked")
        return self._tried(address, now)

    def _tried(self, address: str, now: datetime) -> dict[str, Any]:
        try:
            super().clean()
        except ValidationError:
            user = User.objects.by_address(address)
            if user and limits.last("password", address, now=now):
                verbs.tell("account.locked", user=user, by=None, now=now)
            raise
        limits.good("password", address)
        return self.cleaned_data


class CodeForm(AuthenticationTokenForm):
    otp_error_messages = CODE_ERRORS

    def __init__(self, user: Any, initial_device: Any, **kwargs: Any) -> None:
        super().__init__(user, initial_device, **kwargs)
        name_code(self.fields["otp_token"], "signin.code.label")


class BackupForm(TwoFactorBackup):
    otp_error_messages = CODE_ERRORS | {"invalid_token": say_lazy("signin.backup.wrong")}

    def __init__(self, user: Any, initial_device: Any, **kwargs: Any) -> None:
        super().__init__(user, initial_device, **kwargs)
        name_code(self.fields["otp_token"], "signin.code.backup_label")


class SetupForm(TOTPDeviceForm):
    error_messages = {"invalid_token": say_lazy("signin.setup.wrong")}

    def __init__(self, key: str, user: Any, metadata: Any = None, **kwargs: Any) -> None:
        super().__init__(key, user, metadata, **kwargs)
        name_code(self.fields["token"], "signin.code.label")
        self.fields["token"].error_messages.update(dict.fromkeys(("invalid", "min_value", "max_value"), self.wrong))
        self.fields["token"].widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"})

    wrong = say_lazy("signin.setup.wrong")


class DisableForm(TwoFactorDisable):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["understand"].label = say("signin.security.off_sure")
        self.fields["understand"].error_messages.update(PLAIN_ERRORS)


def name_code(field: Any, key: str) -> None:
    """Our words on a field of the library: its label, and what it says when it is not even digits."""
    field.label = say(key)
    wrong = say_lazy("form_errors.code_2fa")
    field.error_messages.update(required=PLAIN_ERRORS["required"], invalid=wrong)
    for check in field.validators:
        if hasattr(check, "message"):
            check.message = wrong


class NewPassword(forms.Form):
    """The same names as Django's own form, so that password managers know it."""

    new_password1 = forms.CharField(
        label=say_lazy("signin.reset.new_password"), strip=False, max_length=1000, error_messages=PLAIN_ERRORS,
        help_text=say_lazy("signin.reset.hint"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    new_password2 = forms.CharField(
        label=say_lazy("signin.reset.repeat"), strip=False, max_length=1000, error_messages=PLAIN_ERRORS,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, user: User | None, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        try:
            password_validation.validate_password(password, self.user)
        except ValidationError as error:
            raise ValidationError([self._remedy(e) for e in error.error_list]) from error
        return password

    def _remedy(self, error: ValidationError) -> str:
        short = error.code == "password_too_short"
        return (
            say("form_errors.password_short", n=OPTIONS["OPTIONS"]["min_length"])
            if short
            else say("form_errors.password_common")
        )

    def clean(self) -> dict[str, Any]:
        first, second = (self.cleaned_data.get(f"new_password{n}") for n in (1, 2))
        if first and second and first != second:
            self.add_error("new_password2", say("form_errors.password_repeat"))
        return self.cleaned_data


OPTIONS: Any = settings.AUTH_PASSWORD_VALIDATORS[0]


class ChangePassword(NewPassword):
    """Asks for the present password, if there is one."""

    old_password = forms.CharField(
        label=say_lazy("signin.change.old"), strip=False, max_length=1000, error_messages=PLAIN_ERRORS,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    field_order = ["old_password"]

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.person = user
        super().__init__(user, *args, **kwargs)
        if not user.has_usable_password():
            del self.fields["old_password"]

    def clean_old_password(self) -> str:
        password: str = self.cleaned_data["old_password"]
        limits.hold_back("password", self.person.email, now=clock.now())
        if not self.person.check_password(password):
            raise ValidationError(say("signin.change.old_wrong"))
        limits.good("password", self.person.email)
        return password


def _short(limit: int, **kwargs: Any) -> forms.CharField:
    long = say_lazy("form_errors.name_long", n=limit)
    return forms.CharField(required=False, max_length=limit, error_messages={"max_length": long}, **kwargs)


class ProfileForm(forms.Form):
    dear = _short(60, label=say_lazy("account.how_to_address"), help_text=say_lazy("account.how_to_address_hint"))
    first_name = _short(60, label=say_lazy("fields.first_name"))
    last_name = _short(60, label=say_lazy("fields.last_name"))
    phone = forms.CharField(
        label=say_lazy("fields.phone"), required=False, max_length=40,
        error_messages={"max_length": say_lazy("form_errors.phone")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=say_lazy("me.language"), error_messages=PLAIN_ERRORS)
    zone = forms.ChoiceField(
        label=say_lazy("me.zone"), help_text=say_lazy("me.zone_hint"), required=False, error_messages=PLAIN_ERRORS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = [(code, say(f"nav.language_names.{code}")) for code, _ in settings.LANGUAGES]
        self.fields["language"].choices = spoken  # type: ignore[attr-defined]
        self.fields["zone"].choices = [("", "—"), *zones.choices()]  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        """International form: "+380440000000"."""
        phone = str(self.cleaned_data["phone"]).translate(SPACING)
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError(say("form_errors.phone"))
        return phone


PROFILE = tuple(ProfileForm.base_fields)
