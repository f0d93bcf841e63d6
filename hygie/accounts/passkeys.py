"""Where passkeys can work: browsers tie them to a name, over a connection they trust."""

import ipaddress

from django.http import HttpRequest


def passkeys_work_at(request: HttpRequest) -> bool:
    """Whether browsers accept passkeys for this address: a host name over HTTPS, or localhost; never a bare number."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False
