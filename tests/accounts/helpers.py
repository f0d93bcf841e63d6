"""Steps that several tests take."""

from django.test import Client
from django.urls import reverse

from hygie.core import jobs
from hygie.core.models import Job, JobState
from hygie.core.tenancy import Scope
from tests.factories.accounts import PASSWORD, code_of

SIGN_IN, SECOND_STEP, SIGN_OUT = "/sign-in/", "/sign-in/second-factor/", "/sign-out/"
#: any page that asks for nothing but to be signed in
MINE = "/account/"


def type_password(client, email, password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"login": email, "password": password} | extra)


def sign_in_fully(person, client=None):
    """Sign in through the pages, second factor included. Returns the client."""
    client = client or Client()
    answer = type_password(client, person.email)
    if answer.url == SECOND_STEP:
        client.post(SECOND_STEP, {"code": code_of(person)})
    return client


def is_signed_in(client):
    return "_auth_user_id" in client.session


def run_jobs():
    """Do what the worker would. Returns the kinds that ran."""
    waiting = list(Job.objects.within(Scope.system()).filter(state=JobState.WAITING).order_by("pk"))
    for job in waiting:
        jobs.run_job.call(str(job.uid))
    failed = Job.objects.within(Scope.system()).exclude(state=JobState.DONE).order_by("pk").values_list("kind", "error")
    assert not failed
    return [job.kind for job in waiting]


def link_in(mail):
    """The path of the link a mail carries."""
    line = next(line for line in mail.body.splitlines() if line.startswith("http"))
    return "/" + line.split("/", 3)[3]


def url(name, *args):
    return reverse(f"accounts:{name}", args=args)
