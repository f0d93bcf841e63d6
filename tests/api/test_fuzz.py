"""Every operation under a rain of made-up requests: never a failure of ours, and always what the schema says."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hygie.api.schema import schema_text
from hygie.config.wsgi import application
from hygie.core.access import Level, Role, resources
from hygie.obligations.registries import proof_kinds
from tests.factories.api import token_for
from tests.factories.audits import FindingFactory
from tests.factories.obligations import deposited
from tests.factories.territory import seated, world
from tests.permissions.samples import REQUIREMENT
from tests.permissions.samples_accreditations import accredited_system
from tests.permissions.samples_suppliers import engagement_of

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SCHEMA = schemathesis.openapi.from_dict(json.loads(schema_text()))
SCHEMA.app = application
OPERATIONS = {result.ok().definition.raw["operationId"]: result.ok() for result in SCHEMA.get_all_operations()}
READERS = {Role.CISO: "north", Role.COORDINATOR: "region"}
EXAMPLES = 20


@pytest.fixture
def one_connection():
    """A server ends its connections with each request; the rows of a test are in one that must stay."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def w(db, one_connection, settings):
    settings.HYGIE_API_PER_MINUTE = settings.HYGIE_API_DEPOSITS_PER_MINUTE = 10**6
    return world()


def declare_a_known_kind(body, turn):
    """Made-up values under real names go further than made-up names."""
    declared = body.get("declared", body) if isinstance(body, dict) else None
    if isinstance(declared, dict) and isinstance(declared.get("measures"), dict) and turn % 3:
        kind = list(proof_kinds)[turn % len(proof_kinds)]
        codes = [measure.code for measure in kind.measures]
        declared["kind"] = kind.code
        declared["measures"] = dict(zip(codes, declared["measures"].values(), strict=False))


def known_uids(w):
    """Of the operations that speak of something else than an organisation."""
    return {
        "proof": [deposited(w.north, "crisis_exercise").uid],
        "accreditation": [accredited_system(w.north).uid],
        "finding": [FindingFactory(organisation=w.north).uid],
        "supplier_dependents": [engagement_of(w.north).supplier.uid],
    }


def hides(name, role):
    """Whether the operation does not exist for this role, whatever it asks."""
    access = OPERATIONS[name].definition.raw["x-access"]
    resource = resources.get(access["resource"])
    return resource is not None and not resource.may(role).allows(see=Level[access["level"].upper()])


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_answers_anything_as_its_schema_says(name, role, w):
    secret = token_for(seated(role, getattr(w, READERS[role])), role)
    known = known_uids(w).get(name, [w.north.uid, w.clinic.uid, w.far.uid])
    statuses = set()

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(
        case=OPERATIONS[name].as_strategy(),
        uid=st.one_of(st.sampled_from(known), st.uuids()),
        code=st.sampled_from([REQUIREMENT, ""]),
    )
    def rain(case: schemathesis.Case, uid: UUID, code: str) -> None:
        if "uid" in case.path_parameters:
            case.path_parameters["uid"] = str(uid)
        if "code" in case.path_parameters:
            case.path_parameters["code"] = code or case.path_parameters["code"]
        if case.method == "POST":
            declare_a_known_kind(case.body, uid.int)
        response = case.call(headers={"Authorization": f"Bearer {secret}"})
        statuses.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    rain()
    assert 401 not in statuses, "the requests did not carry their token"
    assert statuses & {200, 201, 422, 403} or hides(name, role), f"nothing but {statuses} was met"
