"""Coming in and going out: sign-in, sign-out, the forgotten and the changed password, single sign-on."""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView

from cairn.actions.people import Door, at_the_door, came_in, people_to_try, person_to_try
from cairn.web.accounts.presenters import cards_of
from cairn.web.accounts.refusing import OfAccount, Refusing

SSO = "sso"


def mail_is_sent() -> bool:
    """Whether this installation can send mail."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


class SignIn(Refusing, allauth.LoginView):
    """Password and e-mail address, or a passkey, or single sign-on; in the demonstration a part to try."""

    def get_context_data(self, **more: Any) -> dict[str, object]:
        extra: dict[str, object] = {"title": "Sign in", "sso_name": _sso_name(), "sso": SSO}
        if settings.DEMO:
            extra["cards"] = cards_of(people_to_try())
        return super().get_context_data(**more) | extra


class SignOut(allauth.LogoutView):
    extra_context = {"title": "Sign out"}  # noqa: RUF012 - as Django's own views are written


class Forgotten(Refusing, allauth.PasswordResetView):
    """By mail where mail is sent; elsewhere it says whom to ask, and takes nothing."""

    extra_context = {"title": "Forgotten password"}  # noqa: RUF012

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not mail_is_sent():
            return render(request, "account/password_reset_by_people.html", {"title": "Forgotten password"})
        return super().dispatch(request, *args, **kwargs)


class PasswordByMail(Refusing, allauth.PasswordResetFromKeyView):
    extra_context = {"title": "Choose a new password"}  # noqa: RUF012

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        get_adapter()._delete_login_attempts_cached_email(self.request, email=self.reset_user.email)
        at_the_door(Door.PASSWORD_RESET, self.reset_user)
        return response


class ChangePassword(OfAccount, Refusing, allauth.PasswordChangeView):
    """A changed password ends every session, this one too."""

    extra_context = {"title": "Change your password"}  # noqa: RUF012

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_usable_password():
            messages.info(request, "You sign in without a password, so there is none to change.")
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        at_the_door(Door.PASSWORD_CHANGED, self.request.user)
        return super().form_valid(form)


class PasswordAgain(Refusing, allauth.ReauthenticateView):
    extra_context = {"title": "Is it you?"}  # noqa: RUF012


sign_in = SignIn.as_view()
sign_out = SignOut.as_view()
forgotten = Forgotten.as_view()
forgotten_sent = allauth.PasswordResetDoneView.as_view(extra_context={"title": "Look at your mail"})
password_by_mail = PasswordByMail.as_view()
password_set = allauth.PasswordResetFromKeyDoneView.as_view(
    extra_context={"title": "Your password is changed"}
)
change_password = ChangePassword.as_view()
password_again = PasswordAgain.as_view()
closed = allauth.AccountInactiveView.as_view(extra_context={"title": "This account is closed"})
sso_cancelled = require_GET(
    TemplateView.as_view(
        template_name="socialaccount/login_cancelled.html", extra_context={"title": "You did not sign in"}
    )
)
sso_failed = require_GET(
    TemplateView.as_view(
        template_name="socialaccount/authentication_error.html",
        extra_context={"title": "Single sign-on did not work"},
    )
)


@never_cache
@require_POST
def try_a_part(request: HttpRequest) -> HttpResponseRedirect:
    """In the demonstration only: go in as somebody, without password or phone."""
    person = person_to_try(request.POST.get("person", ""))
    adapter = get_adapter()
    if request.user.is_authenticated:
        adapter.logout(request)
    adapter.login(request, person)
    came_in(person, ["demonstration"])
    return redirect("my-work")


def _sso_name() -> str:
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return apps[0]["name"] if apps else ""
