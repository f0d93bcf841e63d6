"""Where a delivery may go, how it is signed, and that no receiver can hold it up or lead it elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import socket
import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.api.enums import WebhookFault
from hygie.api.rules.deliveries import is_allowed_address, is_allowed_url, signature, wait_after
from hygie.api.sender import Parcel, post

from .receiver import listening

PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "2001:0:a00:1::",
    "not an address",
    "",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_inside_a_network_is_reached(address):
    assert not is_allowed_address(address, local=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a01:e0a::1"])
def test_addresses_of_the_open_internet_are(address):
    assert is_allowed_address(address, local=False)


def test_this_machine_is_reached_where_it_is_said_and_by_that_address_only():
    assert is_allowed_address("127.0.0.1", local=True)
    assert not is_allowed_address("127.0.0.2", local=True)
    assert not is_allowed_address("::1", local=True)


@given(st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="fc00::/7"))
def test_private_networks_are_never_reached(address):
    assert not is_allowed_address(str(address), local=True)


URLS = {
    "https://tool.example/hook": True,
    "https://tool.example:8443/hook?x=1": True,
    "https://[2a01:e0a::1]/": True,
    "http://tool.example/": False,
    "http://127.0.0.1:9/": False,
    "ftp://tool.example/": False,
    "file:///etc/passwd": False,
    "https://user:password@tool.example/": False,
    "https://user@tool.example/": False,
    "https:///hook": False,
    "https://tool.example:0/": False,
    "https://tool.example:99999/": False,
    "https://tool.example/a b": False,
    "https://tool.example/\r\nX-Injected: 1": False,
    "https://tool.example/\x7f": False,
    "https://exämple.test/": False,
    "https://tool.example/#part": False,
    "https://[::1": False,
    "": False,
}


@pytest.mark.parametrize("url", URLS)
def test_only_https_without_a_password_is_an_address(url):
    assert is_allowed_url(url, local=False) is URLS[url]


def test_plain_http_is_for_this_machine_where_it_is_said():
    assert is_allowed_url("http://127.0.0.1:9/", local=True)
    assert not is_allowed_url("http://localhost:9/", local=True)
    assert not is_allowed_url("http://10.0.0.1/", local=True)


@given(st.text())
def test_no_text_breaks_the_check(text):
    is_allowed_url(text, local=True)
    is_allowed_url(f"https://{text}", local=False)


def test_a_delivery_is_tried_six_times_within_fifteen_hours():
    waits = [wait_after(tries) for tries in range(1, 7)]
    assert waits[-1] is None
    assert waits[:2] == [timedelta(minutes=1), timedelta(minutes=5)]
    assert sum(waits[:-1], timedelta()) < timedelta(hours=15)


def test_whoever_has_the_secret_computes_the_same_signature():
    moment, digest = (part.split("=", 1)[1] for part in signature("whsec_x", 1790000000, b'{"id": 1}').split(","))
    assert digest == hmac.new(b"whsec_x", f"{moment}.".encode() + b'{"id": 1}', hashlib.sha256).hexdigest()


# Posting


@pytest.fixture
def receiver():
    with listening() as found:
        yield found


def parcel(url):
    return Parcel(url, b'{"event": "test"}', {"Content-Type": "application/json", "Hygie-Event": "test"})


def test_a_success_is_delivered(receiver):
    outcome = post(parcel(receiver.url), local=True)
    assert (outcome.status, outcome.fault) == (204, None)
    (heard,) = receiver.heard
    assert (heard.path, heard.body) == ("/hook?from=hygie", b'{"event": "test"}')
    assert heard.headers["Host"] == receiver.url.split("/")[2]


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_another_answer_is_not(status, receiver):
    receiver.answers = [status]
    assert post(parcel(receiver.url), local=True) == post(parcel(receiver.url), local=True)
    assert post(parcel(receiver.url), local=True).fault is WebhookFault.STATUS


def test_a_redirect_is_not_followed(receiver):
    receiver.answers, receiver.location = [307], receiver.url
    outcome = post(parcel(receiver.url), local=True)
    assert (outcome.status, outcome.fault) == (307, WebhookFault.REDIRECT)
    assert len(receiver.heard) == 1


def test_a_receiver_that_keeps_the_line_open_is_cut_off(receiver):
    receiver.drip = True
    start = time.monotonic()
    outcome = post(parcel(receiver.url), local=True, seconds=0.4)
    assert outcome.fault is WebhookFault.UNREACHABLE
    assert time.monotonic() - start < 5


def test_nobody_listening_is_an_outcome():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert post(parcel(f"http://127.0.0.1:{port}/"), local=True).fault is WebhookFault.UNREACHABLE


def test_this_machine_is_not_told_in_production(receiver):
    assert post(parcel(receiver.url), local=False).fault is WebhookFault.ADDRESS
    assert receiver.heard == []


def leads_to(monkeypatch, *addresses):
    """Every name leads there; connections are noted, and refused."""
    asked = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr("hygie.api.sender.socket.getaddrinfo", lambda *_names, **_options: found)

    def connect(address, **_options):
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("hygie.api.sender.socket.create_connection", connect)
    return asked


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["8.8.8.8", "169.254.169.254"], ["::1"], []])
def test_a_name_that_leads_inside_is_refused_before_any_connection(addresses, monkeypatch):
    asked = leads_to(monkeypatch, *addresses)
    assert post(parcel("https://tool.example/"), local=False).fault is WebhookFault.ADDRESS
    assert asked == []


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    asked = leads_to(monkeypatch, "8.8.8.8")
    assert post(parcel("https://tool.example/"), local=False).fault is WebhookFault.UNREACHABLE
    assert asked == [("8.8.8.8", 443)]


def test_a_name_that_nobody_knows_is_said(monkeypatch):
    def unknown(*_names, **_options):
        raise socket.gaierror

    monkeypatch.setattr("hygie.api.sender.socket.getaddrinfo", unknown)
    assert post(parcel("https://nowhere.example/"), local=False).fault is WebhookFault.UNKNOWN


def test_a_certificate_that_nobody_vouches_for_is_refused(receiver, monkeypatch):
    """A plain server answers no TLS: the line is closed, nothing is told."""
    monkeypatch.setattr("hygie.api.sender.is_allowed_address", lambda *_address, **_options: True)
    url = receiver.url.replace("http:", "https:")
    assert post(parcel(url), local=False, seconds=2).fault is WebhookFault.UNREACHABLE
    assert receiver.heard == []
