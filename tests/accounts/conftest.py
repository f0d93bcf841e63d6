import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    """Limits per minute are counted in the cache: each test starts its own minute."""
    cache.clear()
