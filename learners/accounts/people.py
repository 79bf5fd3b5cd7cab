"""Who an account belongs to: somebody who learns, or somebody of the team."""

from __future__ import annotations

import secrets

from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Permission, User
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from assessments.actions import erase_device
from assessments.device import device_of
from resources.progress import adopt


def is_team(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this account opens the editors' side: it then needs a password and a second factor."""
    if user.is_anonymous or user.is_staff or user.is_superuser:
        return not user.is_anonymous
    # One question instead of the two that `has_perm` asks.
    access = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    return access.filter(Q(user=user.pk) | Q(group__user=user.pk)).exists()


def owner_of(email: str) -> User | None:
    """The account of an address, closed ones included; the one that proved the address first."""
    return next(iter(filter_users_by_email(email, prefer_verified=True, for_login=True)), None)


@transaction.atomic
def create_account(email: str) -> User:
    """A learner's account for an address whose code came back. The name says nothing of the person."""
    user = User(username=f"u-{secrets.token_hex(8)}", email=email)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@transaction.atomic
def erase_account(request: HttpRequest) -> None:
    """Delete a learner's account with all it keeps, and all this device holds; the session ends."""
    forget_answers(request)
    request.user.delete()
    logout(request)


def forget_answers(request: HttpRequest) -> None:
    """Delete what this device keeps outside its session: answers, and the cookie of the lessons done."""
    if device := device_of(request):
        erase_device(device)
    adopt(request, ())
