"""Where a request comes from."""

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The network address of the browser; behind a proxy, `HYGIE_TRUST_PROXY` says to believe it.

    None when the server cannot tell (a Unix socket without a proxy header).
    """
    address: str | None = get_client_ip(request)
    return address


def attempted_address(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """Under which address axes counts failures: one spelling per person, whatever the case typed."""
    from hygie.accounts.models import normalise_email  # axes imports this module while the apps load

    typed = (credentials or {}).get("email") or request.POST.get("login", "")
    return normalise_email(typed)[:254]
