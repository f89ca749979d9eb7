"""A new list shows up as work of the reviewer, whose button forms the people."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.web.acting import an_account, an_operation

from homeward.web import models
from homeward.web.actions.lists import list_import
from homeward.web.queries.tasks import tasks_of

pytestmark = pytest.mark.django_db
LIST = b"""\
No.,Name,Sex,Date of birth,Nationality
1,Abebe Example,M,1999-03-14,Ethiopian
2,Sara Example,F,2003-01-02,Kenyan
"""


def test_records_of_nobody_wait_on_the_reviewer_until_the_button_is_pressed(tmp_path, settings):
    settings.DATA = str(tmp_path)
    founder = an_operation()
    registrar, reviewer = an_account(founder, "registrar"), an_account(founder, "reviewer")
    assert tasks_of(reviewer) == ()
    list_import(registrar, name="north", file_name="n.csv", data=LIST, organisation="ngo", accept_leftovers=False)
    (task,) = tasks_of(reviewer)
    assert (task.page, task.who) == ("link", "2 records")
    client = Client()
    client.force_login(models.Actor.objects.get(username="registrar"))
    assert client.post("/review/link/").status_code == 404
    client.force_login(models.Actor.objects.get(username="reviewer"))
    assert "Compare the lists" in client.get("/review/link/").content.decode()
    assert models.Person.objects.count() == 0, "looking changes nothing"
    assert "2 records are 2 people" in client.post("/review/link/", follow=True).content.decode()
    assert (models.Person.objects.count(), tasks_of(reviewer)) == (2, ())
