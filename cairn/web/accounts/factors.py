"""Second factors: allauth's pages in our order, each leaving its event in the transaction of what it did."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy

from cairn.actions.people import Door, at_the_door, failed_to_come_in
from cairn.web.accounts.adapters import SecondFactorAdapter
from cairn.web.accounts.presenters import factor_rows, passkey_table
from cairn.web.accounts.refusing import OfAccount, Refusing


class SecondFactor(Refusing, base.AuthenticateView):
    """The second step of signing in."""

    extra_context = {"title": "Second step"}  # noqa: RUF012 - as Django's own views are written

    def form_invalid(self, form: Any) -> HttpResponse:
        failed_to_come_in(self.stage.login.user.email, "second factor")
        return super().form_invalid(form)

    def get_context_data(self, **more: Any) -> dict[str, object]:
        held = Authenticator.objects.filter(user=self.stage.login.user)
        types = set(held.values_list("type", flat=True))
        found: dict[str, object] = super().get_context_data(**more)
        return (
            found
            | self.extra_context
            | {
                "has_passkey": Authenticator.Type.WEBAUTHN in types,
                "has_app": Authenticator.Type.TOTP in types,
            }
        )


class Index(OfAccount, base.IndexView):
    """What protects the account; whoever has nothing yet is told what to choose from."""

    def get_context_data(self, **more: Any) -> dict[str, object]:
        found: dict[str, Any] = super().get_context_data(**more)
        held = found["authenticators"]
        has_main = bool(held.get("totp") or held.get("webauthn"))
        return found | {
            "title": "Second factor" if has_main else "Protect your account",
            "has_main": has_main,
            "locked": has_main and not self.request.actor.second_factor,
            "rows": factor_rows(held),
            "passkeys": passkey_table(held.get("webauthn") or []),
        }


class AddApp(OfAccount, Refusing, app.ActivateTOTPView):
    extra_context = {"title": "Set up an authenticator app"}  # noqa: RUF012

    def form_valid(self, form: Any) -> HttpResponse:
        before = has_main_factor(self.request)
        response = super().form_valid(form)
        added(self.request, Authenticator.Type.TOTP, first=not before)
        return response


class AddPasskey(OfAccount, Refusing, webauthn.AddWebAuthnView):
    extra_context = {"title": "Set up a passkey"}  # noqa: RUF012

    def form_valid(self, form: Any) -> HttpResponse:
        before = has_main_factor(self.request)
        response = super().form_valid(form)
        added(self.request, Authenticator.Type.WEBAUTHN, first=not before)
        return response

    def get_context_data(self, **more: Any) -> dict[str, object]:
        found: dict[str, object] = super().get_context_data(**more)
        return found | self.extra_context | {"form": more.get("form") or self.get_form()}


class RemoveApp(OfAccount, Refusing, app.DeactivateTOTPView):
    """Refused for the only factor there is, before anything is asked."""

    extra_context = {"title": "Remove the authenticator app"}  # noqa: RUF012

    def form_valid(self, form: Any) -> HttpResponse:
        at_the_door(Door.FACTOR_REMOVED, self.request.user, kind="totp")
        return super().form_valid(form)


class RemovePasskey(OfAccount, Refusing, webauthn.RemoveWebAuthnView):
    """Refused for the only factor there is."""

    extra_context = {"title": "Remove this passkey"}  # noqa: RUF012
    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **more: Any) -> dict[str, object]:
        found: dict[str, object] = super().get_context_data(**more)
        return found | {"refusal": self.refusal(), "name": self.object.wrap().name}

    def refusal(self) -> str:
        if SecondFactorAdapter().can_delete_authenticator(self.get_object()):
            return ""
        return SecondFactorAdapter.error_messages["cannot_delete_authenticator"]

    def form_valid(self, form: Any) -> HttpResponse:
        if self.refusal():
            return self.form_invalid(form)
        at_the_door(Door.FACTOR_REMOVED, self.request.user, kind="webauthn")
        return super().form_valid(form)


class Codes(OfAccount, recovery.ViewRecoveryCodesView):
    extra_context = {"title": "Recovery codes"}  # noqa: RUF012


class NewCodes(OfAccount, Refusing, recovery.GenerateRecoveryCodesView):
    extra_context = {"title": "Make new recovery codes"}  # noqa: RUF012

    def form_valid(self, form: Any) -> HttpResponse:
        at_the_door(Door.CODES_RENEWED, self.request.user)
        return super().form_valid(form)


class CodeAgain(Refusing, base.ReauthenticateView):
    extra_context = {"title": "Is it you?"}  # noqa: RUF012


class NamePasskey(OfAccount, Refusing, webauthn.EditWebAuthnView):
    extra_context = {"title": "Name this passkey"}  # noqa: RUF012
    success_url = reverse_lazy("mfa_index")


def has_main_factor(request: HttpRequest) -> bool:
    types = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=request.user, type__in=types).exists()


def added(request: HttpRequest, kind: str, *, first: bool) -> None:
    """The factor has just been used to set it up, so the present session counts as having two. With the first
    factor every other session ends: it was begun without one."""
    newest = Authenticator.objects.filter(user=request.user, type=kind).latest("pk")
    record_authentication(request, request.user, "mfa", type=kind, id=newest.pk, reauthenticated=True)
    at_the_door(Door.FACTOR_ADDED, request.user, kind=str(kind))
    if first:
        end_other_sessions(request)


def end_other_sessions(request: HttpRequest) -> int:
    """End every session of this person but the present one; how many there were."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    ended = list(others)
    for session in ended:
        session.end()
    return len(ended)


second_factor = SecondFactor.as_view()
code_again = CodeAgain.as_view()
passkey_again = webauthn.ReauthenticateWebAuthnView.as_view(extra_context={"title": "Is it you?"})
index = Index.as_view()
add_app = AddApp.as_view()
remove_app = RemoveApp.as_view()
add_passkey = AddPasskey.as_view()
name_passkey = NamePasskey.as_view()
remove_passkey = RemovePasskey.as_view()
codes = Codes.as_view()
codes_file = recovery.DownloadRecoveryCodesView.as_view()
new_codes = NewCodes.as_view()
