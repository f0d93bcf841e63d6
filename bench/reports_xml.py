"""Invents reports of scanners in XML, of any size, as the tools write them. The same count gives the same bytes."""

from __future__ import annotations

import random
from pathlib import Path

_HOSTS, _ITEMS = 20_000, 50_000
_SERVICES = (
    (22, "ssh", "OpenSSH", "8.4p1"),
    (80, "http", "nginx", "1.18.0"),
    (443, "https", "nginx", "1.18.0"),
    (445, "microsoft-ds", "Samba smbd", "4.13"),
    (3389, "ms-wbt-server", "Terminal Services", ""),
)
_NESSUS_PLUGINS = 400
_ITEMS_PER_HOST = 50


def write_nmap(path: Path, hosts: int = _HOSTS) -> None:
    """Five open ports a host, one of which has six vulnerabilities listed by `vulners`; one host in ten is down."""
    chance = random.Random(hosts)
    with path.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n')
        out.write('<nmaprun scanner="nmap" args="nmap -sV" start="1767225600" version="7.94">\n')
        for rank in range(hosts):
            address = f"10.{rank >> 16 & 255}.{rank >> 8 & 255}.{rank & 255}"
            out.write('<host starttime="1767225600" endtime="1767225700">')
            state = "down" if rank % 10 == 9 else "up"
            out.write(f'<status state="{state}" reason="syn-ack" reason_ttl="0"/>\n<address addr="{address}" ')
            out.write(
                f'addrtype="ipv4"/>\n<hostnames>\n<hostname name="h{rank}.chu.example" type="PTR"/>\n</hostnames>\n'
            )
            if state == "up":
                out.write('<ports><extraports state="closed" count="995"/>\n')
                out.writelines(_nmap_port(service, chance) for service in _SERVICES)
                out.write("</ports>\n")
            out.write('<times srtt="104" rttvar="8" to="100000"/>\n</host>\n')
        out.write(
            '<runstats><finished time="1767229200" exit="success"/><hosts up="1" down="0" total="1"/></runstats>\n'
        )
        out.write("</nmaprun>\n")


def _nmap_port(service: tuple[int, str, str, str], chance: random.Random) -> str:
    number, name, product, version = service
    script = _vulners(chance) if number == 22 else ""
    return (
        f'<port protocol="tcp" portid="{number}"><state state="open" reason="syn-ack" reason_ttl="64"/>'
        f'<service name="{name}" product="{product}" version="{version}" method="probed" conf="10">'
        f"<cpe>cpe:/a:example:{name}:{version}</cpe></service>{script}</port>\n"
    )


def _vulners(chance: random.Random) -> str:
    found = [
        (f"CVE-20{chance.randrange(16, 26)}-{chance.randrange(1000, 60000)}", chance.randrange(100) / 10)
        for _ in "123456"
    ]
    text = "&#xa;".join(f"    &#x9;{cve}&#x9;{score}&#x9;https://vulners.example/cve/{cve}" for cve, score in found)
    tables = "".join(
        f'<table>\n<elem key="cvss">{score}</elem>\n<elem key="id">{cve}</elem>\n'
        '<elem key="is_exploit">false</elem>\n<elem key="type">cve</elem>\n</table>\n'
        for cve, score in found
    )
    return f'<script id="vulners" output="&#xa;{text}"><table key="cpe:/a:example:ssh">\n{tables}</table>\n</script>'


def write_nessus(path: Path, items: int = _ITEMS) -> None:
    """Fifty items a host, of four hundred plugins, with texts as long as those of real ones."""
    chance = random.Random(items)
    with path.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" ?>\n<NessusClientData_v2>\n<Policy><policyName>Internal</policyName></Policy>\n')
        out.write('<Report name="Internal" xmlns:cm="http://www.nessus.org/cm">\n')
        for rank in range(0, items, _ITEMS_PER_HOST):
            host = rank // _ITEMS_PER_HOST
            address = f"10.{host >> 16 & 255}.{host >> 8 & 255}.{host & 255}"
            out.write(f'<ReportHost name="{address}"><HostProperties>\n<tag name="HOST_END">Thu Jan  1 10:11:12 2026')
            out.write(f'</tag>\n<tag name="host-ip">{address}</tag>\n</HostProperties>\n')
            out.writelines(_nessus_item(chance) for _ in range(min(_ITEMS_PER_HOST, items - rank)))
            out.write("</ReportHost>\n")
        out.write("</Report>\n</NessusClientData_v2>\n")


def _nessus_item(chance: random.Random) -> str:
    plugin = chance.randrange(_NESSUS_PLUGINS)
    severity, port = plugin % 5, chance.randrange(1, 65536)
    vulnerable = ""
    if severity:
        cves = "".join(f"<cve>CVE-2025-{plugin * 10 + rank:05}</cve>\n" for rank in range(3))
        vulnerable = (
            f"<cvss3_base_score>{severity * 2.4:.1f}</cvss3_base_score>\n"
            "<cvss3_vector>CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H</cvss3_vector>\n"
            f"<cvss_base_score>7.5</cvss_base_score>\n{cves}<cwe>79</cwe>\n<xref>CWE:79</xref>\n"
        )
    about = f"The remote host runs an invented service, version {plugin}, that is concerned.\n\n" * 8
    return (
        f'<ReportItem port="{port}" svc_name="www" protocol="tcp" severity="{severity}" pluginID="{10000 + plugin}" '
        f'pluginName="Invented plugin {plugin}" pluginFamily="General">\n<description>{about}</description>\n'
        f"<fname>invented_{plugin}.nasl</fname>\n<plugin_modification_date>2025/11/12</plugin_modification_date>\n"
        f"<plugin_name>Invented plugin {plugin}</plugin_name>\n<plugin_type>remote</plugin_type>\n"
        f"<risk_factor>High</risk_factor>\n<script_version>1.5</script_version>\n{vulnerable}"
        "<see_also>https://www.example.org/a\nhttps://www.example.org/b</see_also>\n"
        "<solution>Upgrade to a version that is supported by its vendor.</solution>\n"
        "<synopsis>The remote service is concerned.</synopsis>\n"
        f"<plugin_output>\n  Installed version : {plugin}.{port}\n  Fixed version : {plugin + 1}.0\n</plugin_output>\n"
        "</ReportItem>\n"
    )
