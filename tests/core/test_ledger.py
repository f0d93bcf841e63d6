import json

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from hygie.core import ledger, signing
from hygie.core.identifiers import new_uid
from hygie.core.models import LedgerBody, LedgerEntry, LedgerHead, SignedHeads
from hygie.core.tenancy import Scope
from tests.core.places import ELSEWHERE, NORTH, SOUTH

SYSTEM = Scope.system()


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HYGIE_HOME = tmp_path


def deposit(place, **facts):
    with transaction.atomic():
        draft = ledger.Draft(place.pk, place.region_id, "test.deposited", new_uid(), facts)
        return ledger.append([draft])[0]


@pytest.fixture
def chain(db):
    for number in range(5):
        deposit(NORTH, number=number, name="été")
        deposit(SOUTH, number=number)
    return [
        entry.pk for entry in LedgerEntry.objects.within(SYSTEM).filter(organisation_id=NORTH.pk).order_by("position")
    ]


def faults():
    return [str(fault) for fault in signing.verify()]


def entries(*pks):
    return LedgerEntry.objects.within(SYSTEM).filter(pk__in=pks)


def test_an_untouched_ledger_verifies(chain):
    signing.sign_heads()
    assert faults() == []


def test_each_organisation_has_its_own_chain(chain):
    heads = dict(LedgerHead.objects.within(SYSTEM).values_list("organisation_id", "position"))
    assert heads == {NORTH.pk: 5, SOUTH.pk: 5}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "test.forged"},
        {"recorded_at": "2001-01-01T00:00:00Z"},
        {"body_digest": "0" * 64},
        {"previous_digest": "0" * 64},
        {"digest": "0" * 64},
        {"subject_uid": "00000000-0000-7000-8000-000000000000"},
    ],
)
def test_an_altered_entry_is_found(chain, change):
    entries(chain[2]).update(**change)
    assert any(f"organisation {NORTH.pk}, entry" in fault for fault in faults())


def test_altered_words_of_an_entry_are_found(chain):
    LedgerBody.objects.within(SYSTEM).filter(entry_id=chain[1]).update(facts={"number": 99})
    assert faults() == [f"organisation {NORTH.pk}, entry 2: what the entry says was altered"]


def test_a_missing_entry_is_found(chain):
    entries(chain[2]).delete()
    assert f"organisation {NORTH.pk}, entry 4: entry 3 is missing" in faults()


def test_reordered_entries_are_found(chain):
    entries(chain[1]).update(position=900)
    entries(chain[2]).update(position=2)
    entries(chain[1]).update(position=3)
    assert faults()


def test_a_cut_tail_is_found_even_when_the_head_was_moved_back(chain):
    signing.sign_heads()
    entries(chain[4]).delete()
    last = entries(chain[3]).get()
    LedgerHead.objects.within(SYSTEM).filter(pk=NORTH.pk).update(position=4, digest=last.digest)
    assert faults() == [f"organisation {NORTH.pk}, entry 5: entries up to this signed position are missing"]


def test_a_head_moved_back_alone_is_found(chain):
    third = entries(chain[2]).get()
    LedgerHead.objects.within(SYSTEM).filter(pk=NORTH.pk).update(position=3, digest=third.digest)
    assert faults() == [f"organisation {NORTH.pk}, entry 5: the head does not match the last entry of its chain"]


def test_what_is_deposited_while_verifying_is_no_fault(chain, monkeypatch):
    walk = signing._faults_of_chains

    def walk_while_people_work(seen, signed, heads):
        deposit(NORTH, late=True)
        return walk(seen, signed, heads)

    monkeypatch.setattr(signing, "_faults_of_chains", walk_while_people_work)
    assert faults() == []


def test_without_its_key_a_signed_ledger_is_not_called_false(chain):
    signing.sign_heads()
    signing.key_path().unlink()
    with pytest.raises(signing.KeyMissing):
        faults()
    assert not signing.key_path().exists()


def test_a_chain_that_vanished_whole_is_found(chain):
    signing.sign_heads()
    entries(*chain).delete()
    LedgerHead.objects.within(SYSTEM).filter(pk=NORTH.pk).delete()
    assert any("are missing" in fault for fault in faults())


def test_a_chain_rewritten_with_new_digests_is_found_by_its_signature(chain):
    signing.sign_heads()
    previous = ""
    for entry in entries(*chain).order_by("position"):
        entry.kind, entry.previous_digest = "test.rewritten", previous
        entry.digest = previous = ledger.digest_of(entry)
        entry.save()
    LedgerHead.objects.within(SYSTEM).filter(pk=NORTH.pk).update(digest=previous)
    assert faults() == [f"organisation {NORTH.pk}, entry 5: the entry differs from the one that was signed"]


def test_a_forged_or_removed_signature_is_found(chain):
    made = signing.sign_heads()
    document = json.loads(made.document)
    document["heads"] = []
    SignedHeads.objects.update(document=ledger.canonical(document).decode())
    assert any("signature" in fault for fault in faults())
    SignedHeads.objects.all().delete()
    assert any("no longer in the database" in fault for fault in faults())


def test_an_erased_body_leaves_the_chain_valid_and_its_digest_mute(chain):
    signing.sign_heads()
    LedgerBody.objects.within(SYSTEM).filter(entry_id=chain[0]).delete()
    assert faults() == []


def test_the_heads_are_signed_once_a_day(chain):
    assert signing.sign_heads() is not None
    assert signing.sign_heads() is None


def test_the_signing_key_is_readable_by_its_owner_alone(db):
    signing.signing_key()
    assert signing.key_path().stat().st_mode & 0o077 == 0


def test_the_ledger_is_never_written_outside_a_transaction(transactional_db):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        ledger.append([ledger.Draft(NORTH.pk, 1, "x", new_uid(), {})])


def test_one_action_may_write_to_several_chains_at_once(db):
    drafts = [ledger.Draft(p.pk, p.region_id, "x", new_uid(), {"n": n}) for n in range(3) for p in (ELSEWHERE, NORTH)]
    with transaction.atomic():
        written = ledger.append(drafts)
    assert [entry.position for entry in written] == [1, 1, 2, 2, 3, 3]
    assert faults() == []


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.none()), max_size=5))
def test_the_same_facts_have_one_spelling(facts):
    reordered = dict(reversed(list(facts.items())))
    assert ledger.canonical(facts) == ledger.canonical(reordered)
    assert ledger.body_digest(b"a" * 16, facts) != ledger.body_digest(b"b" * 16, facts)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite")
def test_writers_that_meet_on_one_chain_never_fork_it(transactional_db):
    from concurrent.futures import ThreadPoolExecutor

    def write(_number):
        try:
            for _ in range(10):
                deposit(NORTH, text="x")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert LedgerHead.objects.within(SYSTEM).get(pk=NORTH.pk).position == 40
    assert faults() == []
