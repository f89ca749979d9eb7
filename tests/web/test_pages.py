"""Every page answers."""

from __future__ import annotations

import pytest
from django.test import Client

from homeward.web import models
from homeward.web.permissions import ROLES
from tests.web.builders import a_world


@pytest.mark.django_db
def test_home_of_every_role():
    a_world()
    for role in ROLES:
        client = Client()
        client.force_login(models.Actor.objects.get(username=role))
        assert client.get("/").status_code == 200, role
