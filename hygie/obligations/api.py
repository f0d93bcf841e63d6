"""Operations on obligations: the catalogue, where establishments stand, and the evidence."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, cast
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import File, Status, UploadedFile
from ninja.params import functions

from hygie.api.idempotency import once
from hygie.core.access import Level, Verb
from hygie.core.api import ApiPart, ApiRequest, Cursor, IdempotencyKey, Listed, Operations, Typed, api_parts
from hygie.core.files import Upload
from hygie.core.pages import Access, Over
from hygie.territory.queries import organisation_or_404

from . import actions, words
from .api_schemas import (
    KindOut,
    PastStatusOut,
    ProgrammeOut,
    ProofIn,
    ProofOut,
    RequirementOut,
    StandingOut,
    WaiverOut,
)
from .catalogue_reader import load_catalogue
from .policies import PROOF, STATUS, WAIVER
from .queries.proofs import proof_or_404, proof_page, waiver_page
from .queries.reviews import QueueFilter, queue
from .queries.standings import history_page, names_said, standings_of
from .queries.visible import requirement_for
from .registries import proof_kinds

ROUTES = Operations()
ANYBODY = Access(Over.PERSON)


@ROUTES.read("/programmes", list[ProgrammeOut], ANYBODY, _("Programmes of the catalogue"))
def programmes(request: ApiRequest) -> list[ProgrammeOut]:
    return [ProgrammeOut.of(programme) for programme in load_catalogue().programmes]


@ROUTES.read("/requirements", list[RequirementOut], ANYBODY, _("Requirements of the catalogue"))
def requirements(request: ApiRequest, programme: Typed = "") -> list[RequirementOut]:
    """`programme`: the code of one of them."""
    return [RequirementOut.of(one) for one in load_catalogue() if programme in {"", one.programme}]


@ROUTES.read("/proof-kinds", list[KindOut], ANYBODY, _("Kinds of evidence, and the measures of each"))
def kinds_of_proof(request: ApiRequest) -> list[KindOut]:
    """What a deposit is made of. A kind that is not `by_hand` is produced by the activity itself."""
    return [KindOut.of(kind) for kind in proof_kinds]


@ROUTES.read(
    "/organisations/{uid}/statuses",
    list[StandingOut],
    Access(Over.ORGANISATION, STATUS, Level.STATUS),
    _("Where an establishment stands on each requirement"),
)
def statuses(request: ApiRequest, uid: UUID) -> list[StandingOut]:
    """The most urgent first; what does not bind it is absent. `why` is told to whoever sees its detail."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    standings = standings_of(request.context, one)
    told = request.context.sees(Level.DETAIL, STATUS, one)
    names = names_said(standings) if told else {}
    return [
        StandingOut.of(
            standing, words.why(standing.requirement, standing.verdict, names=names) if told else [], explained=told
        )
        for standing in standings
    ]


@ROUTES.read(
    "/organisations/{uid}/statuses/{code}/history",
    Listed[PastStatusOut],
    Access(Over.ORGANISATION, STATUS, Level.STATUS),
    _("What was judged of one requirement at an establishment"),
)
def status_history(request: ApiRequest, uid: UUID, code: Typed, page: Cursor = "") -> Listed[PastStatusOut]:
    """The latest first, as recorded then; a gap between two is a time when it did not apply."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    asked = requirement_for(request.context, code)
    if asked is None:
        raise Http404
    told = request.context.sees(Level.DETAIL, STATUS, one)
    history, following = history_page(request.context, one, asked, page)
    rows = [
        PastStatusOut.of(standing, words.why(asked, standing.verdict) if told else [], explained=told)
        for standing in history
    ]
    return Listed(rows=rows, next=following)


@ROUTES.read(
    "/organisations/{uid}/waivers",
    Listed[WaiverOut],
    Access(Over.ORGANISATION, WAIVER, Level.STATUS),
    _("Waivers of an establishment"),
)
def waivers(request: ApiRequest, uid: UUID, page: Cursor = "") -> Listed[WaiverOut]:
    """The latest to begin first, past and ended ones too."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    told = request.context.sees(Level.DETAIL, STATUS, one)
    found = waiver_page(request.context, one, page)
    return Listed(rows=[WaiverOut.of(row, explained=told) for row in found.rows], next=found.next_cursor)


@ROUTES.read(
    "/review-queue",
    Listed[ProofOut],
    Access(Over.SCOPE, PROOF, Level.DETAIL, Verb.REVIEW),
    _("Evidence that waits for the ARS"),
)
def review_queue(
    request: ApiRequest,
    q: Typed = "",
    programme: Typed = "",
    department: Typed = "",
    everything: bool = False,  # noqa: FBT001, FBT002 — a parameter of an address has a name
    page: Cursor = "",
) -> Listed[ProofOut]:
    """The oldest first. `q`: words of the establishment or title; `everything`: also what no requirement makes wait."""
    only = QueueFilter(programme, department, q, everything=everything)
    found = queue(request.context, only, page)
    return Listed(rows=[ProofOut.of(proof) for proof in found.rows], next=found.next_cursor)


@ROUTES.read(
    "/organisations/{uid}/proofs",
    Listed[ProofOut],
    Access(Over.ORGANISATION, PROOF, Level.DETAIL),
    _("Evidence of an establishment"),
)
def proofs(request: ApiRequest, uid: UUID, kind: Typed = "", page: Cursor = "") -> Listed[ProofOut]:
    """The latest deposited first, replaced and withdrawn ones too."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    found = proof_page(request.context, one, kind, page)
    return Listed(rows=[ProofOut.of(proof) for proof in found.rows], next=found.next_cursor)


@ROUTES.read("/proofs/{uid}", ProofOut, Access(Over.ORGANISATION, PROOF, Level.DETAIL), _("One piece of evidence"))
def proof(request: ApiRequest, uid: UUID) -> ProofOut:
    found = proof_or_404(request.context, uid)
    request.require(found.organisation)
    return ProofOut.of(found)


KEY: Any = functions.Header("", alias="Idempotency-Key")
DEPOSITS = Access(Over.ORGANISATION, PROOF, Level.DETAIL, Verb.EDIT)


@ROUTES.deposit("/organisations/{uid}/proofs", ProofOut, DEPOSITS, _("Deposit a declared proof"))
def deposit_proof(
    request: ApiRequest,
    uid: UUID,
    declared: ProofIn,
    idempotency_key: IdempotencyKey = KEY,
) -> Status[ProofOut]:
    """By the same action as the form: it is shown as declared, and waits for its review where one is asked."""
    return Status(201, _deposited(request, uid, declared, idempotency_key, None))


@ROUTES.deposit(
    "/organisations/{uid}/proofs/with-document", ProofOut, DEPOSITS, _("Deposit a declared proof with its document")
)
def deposit_document(
    request: ApiRequest,
    uid: UUID,
    declared: ProofIn,
    document: Annotated[UploadedFile, File()],
    idempotency_key: IdempotencyKey = KEY,
) -> Status[ProofOut]:
    """A form of two parts: `declared`, the JSON of the deposit without a document, and the file (20 MB at most)."""
    return Status(201, _deposited(request, uid, declared, idempotency_key, document))


def _deposited(request: ApiRequest, uid: UUID, declared: ProofIn, key: str, document: UploadedFile | None) -> ProofOut:
    one = organisation_or_404(request.context, uid)
    request.require(one)
    said = [str(one.uid), declared.model_dump(mode="json"), _digest(document)]
    with once(request, key, said) as token:
        made = actions.deposit_proof(
            request.context,
            one,
            declared.kind,
            declared.happened_on,
            declared.measures,
            expires_on=declared.expires_on,
            title=declared.title,
            comment=declared.comment,
            upload=cast(Upload | None, document),
            token=token,
        )
    return ProofOut.of(made)


def _digest(document: UploadedFile | None) -> str:
    """Of the document's content; it is read again from its beginning afterwards."""
    if document is None:
        return ""
    digest = hashlib.sha256()
    for piece in document.chunks():
        digest.update(piece)
    document.seek(0)
    return digest.hexdigest()


def register() -> None:
    api_parts.register(ApiPart("obligations", _("Obligations and evidence"), ROUTES))
