import pytest

from hygie.core.registry import AlreadyRegistered, Registry


def test_items_come_back_in_the_order_of_registration():
    registry: Registry[str] = Registry("words", key=lambda word: word[0])
    registry.register("zebra")
    registry.register("ant")
    assert list(registry) == ["zebra", "ant"]
    assert registry["a"] == "ant"
    assert registry.get("x") is None
    assert "z" in registry
    assert len(registry) == 2


def test_two_items_cannot_claim_one_key():
    registry: Registry[str] = Registry("words", key=lambda word: word[0])
    registry.register("ant")
    with pytest.raises(AlreadyRegistered, match="words: a"):
        registry.register("asp")
