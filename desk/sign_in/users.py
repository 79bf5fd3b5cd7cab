"""Accounts in the admin: one address, one account, since people sign in with it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from learners.accounts.people import owner_of


class OneAddress:
    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        owner = owner_of(email)
        if owner and owner.pk != self.instance.pk:
            raise ValidationError(
                _("Un compte a déjà cette adresse : chercher l'adresse dans la liste, et donner un rôle à ce compte.")
            )
        return email


class NewUserForm(OneAddress, UserCreationForm):
    pass


class UserForm(OneAddress, UserEditForm):
    pass


class TeamUserViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type[OneAddress]:
        return UserForm if for_update else NewUserForm
