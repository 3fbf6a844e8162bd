"""allauth's forms in our words: what is asked, with which hint, and nothing shown inside the fields."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.http import HttpRequest

GOOD_PASSWORD = "At least 12 characters. Three or four words that do not belong together are good."  # noqa: S105


def asks(**words: tuple[str, str]) -> Mapping[str, tuple[str, str]]:
    """Label and hint of every field, by its name."""
    return MappingProxyType(words)


class Plain(forms.Form):
    """A form whose fields carry our labels and hints."""

    words = asks()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = label, hint
            field.widget.attrs.pop("placeholder", None)


class SignInForm(Plain, LoginForm):
    words = asks(login=("E-mail address", ""), password=("Password", ""))


class PasswordAgainForm(Plain, ReauthenticateForm):
    words = asks(password=("Password", ""))


class NewPasswordForm(Plain, ChangePasswordForm):
    words = asks(
        oldpassword=("Current password", ""),
        password1=("New password", GOOD_PASSWORD),
        password2=("New password again", ""),
    )


class ForgottenForm(Plain, ResetPasswordForm):
    """Sends a mail whether or not the address is known, so that neither the page nor its time tells."""

    words = asks(email=("E-mail address", "The one you sign in with."))

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        if self.users:
            return str(super().save(request, **kwargs))
        email = str(self.cleaned_data["email"])
        get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class PasswordByMailForm(Plain, ResetPasswordKeyForm):
    words = asks(password1=("New password", GOOD_PASSWORD), password2=("New password again", ""))


class Code(Plain):
    """A code of a few digits, in a field of about that width."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["class"] = "width-10"


class CodeForm(Code, AuthenticateForm):
    words = asks(code=("Code", "Six digits from your authenticator app, or one of your recovery codes."))


class CodeAgainForm(Code, CodeReauthenticateForm):
    words = CodeForm.words


class AppForm(Code, ActivateTOTPForm):
    words = asks(code=("Code", "The six digits that the app shows now."))


class PasskeyForm(Plain, AddWebAuthnForm):
    words = asks(
        name=("Name of this passkey", "So that you know it again: “my phone”, “key on my key ring”."),
        passwordless=(
            "Sign in with this passkey alone, without a password",
            "It must then ask for your finger, face or PIN. Leave this out for an older security key.",
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class PasskeyNameForm(Plain, EditWebAuthnForm):
    words = asks(name=("Name of this passkey", ""))
