"""The editors' side, as somebody who may do everything and as somebody who may write."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editrice", "editrice@example.org", "x"))
    return client
