from __future__ import annotations

from django.urls import URLPattern, path

from ..views import acceptances, findings, many_findings, one_finding

urlpatterns: list[URLPattern] = [
    path("findings/assigned/", findings.assigned, name="assigned"),
    path("findings/assigned/findings.csv", findings.assigned_csv, name="assigned_csv"),
    path("establishments/<uuid:uid>/findings/", findings.findings, name="findings"),
    path("establishments/<uuid:uid>/findings/findings.csv", findings.findings_csv, name="findings_csv"),
    path("establishments/<uuid:uid>/findings/findings.xlsx", findings.findings_xlsx, name="findings_xlsx"),
    path("establishments/<uuid:uid>/findings/new/", findings.add_finding, name="add_finding"),
    path("establishments/<uuid:uid>/findings/act/", many_findings.act_on_findings, name="act_on_findings"),
    path("establishments/<uuid:uid>/findings/filters/", findings.save_filter, name="save_filter"),
    path("establishments/<uuid:uid>/findings/to-sign/", acceptances.risks_to_sign, name="risks_to_sign"),
    path("establishments/<uuid:uid>/findings/to-sign/answer/", acceptances.answer_risks, name="answer_risks"),
    path("finding-filter/<uuid:uid>/remove/", findings.forget_filter, name="forget_filter"),
    path("finding/<uuid:uid>/", one_finding.finding, name="finding"),
    path("finding/<uuid:uid>/move/", one_finding.move_finding, name="move_finding"),
    path("finding/<uuid:uid>/accept/", one_finding.accept_finding, name="accept_finding"),
    path("finding/<uuid:uid>/set-aside/", one_finding.set_finding_aside, name="set_finding_aside"),
    path("finding/<uuid:uid>/assign/", one_finding.assign_finding, name="assign_finding"),
    path("finding/<uuid:uid>/deadline/", one_finding.change_finding_due, name="change_finding_due"),
    path("finding/<uuid:uid>/evidence/", one_finding.add_evidence, name="add_evidence"),
    path("finding-file/<uuid:uid>/", one_finding.finding_file, name="finding_file"),
]
