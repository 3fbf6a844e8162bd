"""What Cairn decides where allauth asks: nobody signs up by themselves, and every way in leaves an event."""

from __future__ import annotations

import base64
import hashlib
from types import MappingProxyType
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac

from cairn.actions.people import Door, at_the_door, came_in, failed_to_come_in
from cairn.store.models import Person

MAIN_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = MappingProxyType(
        {
            **DefaultAccountAdapter.error_messages,
            "email_password_mismatch": "The e-mail address or the password is not right. Check both, and "
            "whether Caps Lock is on.",
            "too_many_login_attempts": "There were too many wrong tries. Wait 15 minutes and try again; a "
            "passkey still works meanwhile.",
            "rate_limited": "There were too many tries. Wait 15 minutes and try again.",
            "incorrect_password": "This is not your password.",
            "enter_current_password": "This is not your present password.",
        }
    )

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        failed_to_come_in(str(credentials.get("email", "")), "password")

    def post_login(self, request: HttpRequest, user: Person, **more: Any) -> HttpResponse:
        came_in(user, means_of(request, user))
        return super().post_login(request, user, **more)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            at_the_door(Door.SIGNED_OUT, request.user)
        super().logout(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Only where a passkey's question is fetched. Elsewhere an answer for programs would come as a
        refusal, which undoes the request with its count of wrong tries."""
        match = request.resolver_match
        return request.method == "GET" and match is not None and match.view_name == "mfa_login_webauthn"

    def reauthenticate(self, user: Person, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Not for the very first factor: whoever sets it up has only just signed in, or could not go on."""
        if app == "allauth.mfa" and not Authenticator.objects.filter(user=self.request.user).exists():
            return False
        return bool(super().is_reauthentication_required(app=app, **more))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")


def means_of(request: HttpRequest, person: Person) -> list[str]:
    """By what means the person came into a session: password, totp, webauthn, recovery_codes, …"""
    records = get_authentication_records(request, person)
    return [str(record.get("type") or record["method"]) for record in records]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are kept under a key that is not in the database."""

    error_messages = MappingProxyType(
        {
            **DefaultMFAAdapter.error_messages,
            "cannot_delete_authenticator": "This is your only second factor. Add another first, then remove "
            "this one.",
            "incorrect_code": "This code is not right. Codes change every 30 seconds: try the next one.",
        }
    )

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # Kept under another secret key: nothing it says can be right, and no code will fit.
            return base64.b32encode(hashlib.sha256(encrypted_text.encode()).digest()[:20]).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=MAIN_FACTORS)
        return others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}"

    def _get_site_name(self) -> str:
        return "Cairn"


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [
        salted_hmac("cairn.second-factor", "key", secret=s, algorithm="sha256").digest() for s in secrets
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Single sign-on opens the accounts that there are, by an address which the provider has verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(redirect("account_login"))
        # What the provider tells besides is nobody's business here.
        sociallogin.account.extra_data = {}
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            return
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        person = Person.objects.filter(email__in=verified, is_active=True).first() if verified else None
        if person is not None:
            sociallogin.connect(request, person)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        return None
