"""Small reports of each format in XML, and of its neighbour in CSV: invented hosts, as the tools write them."""

from __future__ import annotations


def nmap(*hosts: str, end: str = '<runstats><finished time="1767229200" exit="success"/></runstats>') -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n<!-- Nmap 7.94 scan -->\n'
        '<nmaprun scanner="nmap" start="1767225600" version="7.94">\n'
        '<taskbegin task="NSE" time="1767225600"/>\n' + "\n".join(hosts) + f"\n{end}\n</nmaprun>\n"
    )


def nmap_host(*ports: str, address: str = "10.0.0.1", names: str = "", more: str = "", state: str = "up") -> str:
    kind = "ipv6" if ":" in address else "ipv4"
    return (
        f'<host endtime="1767225700"><status state="{state}" reason="syn-ack"/>\n'
        f'<address addr="{address}" addrtype="{kind}"/>\n{names}'
        '<ports><extraports state="closed" count="995"/>\n' + "\n".join(ports) + f"</ports>\n{more}</host>"
    )


def nmap_port(number: str | int, *scripts: str, protocol: str = "tcp", state: str = "open", service: str = "") -> str:
    return (
        f'<port protocol="{protocol}" portid="{number}"><state state="{state}" reason="syn-ack"/>'
        f"{service}{''.join(scripts)}</port>"
    )


def nessus(*hosts: str) -> str:
    return (
        '<?xml version="1.0" ?>\n<NessusClientData_v2>\n<Policy><policyName>Internal</policyName></Policy>\n'
        '<Report name="Internal" xmlns:cm="http://www.nessus.org/cm">\n' + "\n".join(hosts) + "\n</Report>\n"
        "</NessusClientData_v2>\n"
    )


def nessus_host(*items: str, name: str = "10.0.0.1", tags: str = "") -> str:
    return (
        f'<ReportHost name="{name}"><HostProperties>\n'
        f'<tag name="HOST_END">Thu Jan  1 10:11:12 2026</tag>\n{tags}</HostProperties>\n'
        + "\n".join(items)
        + "\n</ReportHost>"
    )


def nessus_item(inside: str = "", plugin: str | int = 19506, port: str | int = 443, severity: int = 3) -> str:
    return (
        f'<ReportItem port="{port}" svc_name="www" protocol="tcp" severity="{severity}" pluginID="{plugin}" '
        f'pluginName="Invented plugin" pluginFamily="General">\n{inside}</ReportItem>'
    )


def openvas(*results: str, hosts: str = "<host><ip>10.0.0.1</ip></host>", status: str = "Done", count: int = 1) -> str:
    return (
        '<report id="a" format_id="b" content_type="text/xml"><owner><name>admin</name></owner>\n'
        f"<report id='a'><gmp><version>22.6</version></gmp><scan_run_status>{status}</scan_run_status>\n"
        "<scan_start>2026-01-01T00:00:00Z</scan_start>\n"
        "<ports start='1' max='-1'><port>443/tcp<host>10.0.0.1</host></port></ports>\n"
        f'<results start="1" max="-1">\n{"".join(results)}</results>\n'
        f"<result_count>{count}<full>{count}</full><filtered>{count}</filtered></result_count>\n"
        f"{hosts}<scan_end>2026-01-01T01:00:00Z</scan_end></report></report>\n"
    )


def openvas_result(
    oid: str = "1.3.6.1.4.1.25623.1.0.100", host: str = "10.0.0.1", port: str = "443/tcp", severity: str = "9.8"
) -> str:
    return (
        f"<result id='r'><name>Invented test</name><host>{host}<asset asset_id='x'/><hostname>h1</hostname></host>\n"
        f"<port>{port}</port><nvt oid='{oid}'><type>nvt</type><name>Invented test</name><cvss_base>9.8</cvss_base>\n"
        "<tags>cvss_base_vector=CVSS:3.1/AV:N|summary=It is old.|insight=Very.|solution=Renew it.</tags>\n"
        "<refs><ref type='cve' id='CVE-2025-0002'/><ref type='cve' id='CVE-2025-0001'/>"
        "<ref type='url' id='https://www.example.org/a'/></refs></nvt>\n"
        f"<threat>High</threat><severity>{severity}</severity><qod><value>80</value></qod>\n"
        "<description>Installed: 1.0</description></result>\n"
    )


OPENVAS_COLUMNS = (
    "IP,Hostname,Port,Port Protocol,CVSS,Severity,QoD,NVT Name,Summary,Specific Result,NVT OID,CVEs,Timestamp,Solution"
)


def openvas_csv(*rows: str, columns: str = OPENVAS_COLUMNS) -> str:
    return "\n".join([columns, *rows, ""])


def openvas_row(port: str = "443", protocol: str = "tcp", ip: str = "10.0.0.1", cves: str = "CVE-2025-0001") -> str:
    return (
        f'{ip},h1,{port},{protocol},9.8,High,80,"Invented test","It is old,\nand ""known""","Installed: 1.0",'
        f'1.3.6.1.4.1.25623.1.0.100,"{cves}",2026-01-01T00:30:00+01:00,"Renew it."'
    )


def pingcastle(*rules: str, sid: str = "S-1-5-21-1-2-3", name: str = "chu.example", maturity: str = "2") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<HealthcheckData xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        "<EngineVersion>3.2.0.1</EngineVersion>\n<GenerationDate>2026-01-01T13:01:09.2643869+02:00</GenerationDate>\n"
        f"<MaturityLevel>{maturity}</MaturityLevel>\n<DomainFQDN>{name}</DomainFQDN>\n<DomainSid>{sid}</DomainSid>\n"
        "<DomainControllers><HealthcheckDomainController><DCName>DC1</DCName></HealthcheckDomainController>"
        "</DomainControllers>\n<RiskRules>" + "".join(rules) + "</RiskRules>\n</HealthcheckData>\n"
    )


def pingcastle_rule(risk: str = "A-MinPwdLen", points: str | int = 10, more: str = "") -> str:
    return (
        f"<HealthcheckRiskRule><Points>{points}</Points><Category>Anomalies</Category><Model>WeakPassword</Model>"
        f"<RiskId>{risk}</RiskId><Rationale>Passwords are short</Rationale>{more}</HealthcheckRiskRule>\n"
    )


VULNERS = (
    '<script id="vulners" output="&#xa; CVE-2025-0001&#x9;9.8"><table key="cpe:/a:example:ssh"><table>'
    '<elem key="cvss">9.8</elem><elem key="id">CVE-2025-0001</elem></table></table></script>'
)

SAMPLES: dict[str, bytes] = {
    "nmap": nmap(
        nmap_host(nmap_port(22, VULNERS), nmap_port(53), nmap_port(53, protocol="udp")),
        nmap_host(address="10.0.0.2", state="down"),
    ).encode(),
    "nessus": nessus(
        nessus_host(
            nessus_item("<cve>CVE-2025-0001</cve><cvss3_base_score>7.5</cvss3_base_score>"), nessus_item(port=0)
        )
    ).encode(),
    "openvas": openvas(openvas_result(), openvas_result(port="general/tcp"), count=2).encode(),
    "openvas-csv": openvas_csv(openvas_row(), openvas_row(port="")).encode(),
    "pingcastle": pingcastle(pingcastle_rule(), pingcastle_rule("P-Delegated", 20)).encode(),
}
