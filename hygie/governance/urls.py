from django.urls import path

from .views import accreditations, appointments, links, security_policies

app_name = "governance"
urlpatterns = [
    path("governance/", security_policies.mine, name="mine"),
    path("governance/<uuid:uid>/policies/", security_policies.policies, name="policies"),
    path("governance/<uuid:uid>/policies/<slug:theme>/start/", security_policies.start, name="start"),
    path("policy/<uuid:uid>/", security_policies.version, name="version"),
    path("policy/<uuid:uid>/edit/", security_policies.edit, name="edit"),
    path("policy/<uuid:uid>/move/", security_policies.move, name="move"),
    path("policy/<uuid:uid>/sign/", security_policies.sign, name="sign"),
    path("policy/<uuid:uid>/review/", security_policies.review, name="review"),
    path("policy/<uuid:uid>/withdraw/", security_policies.withdraw, name="withdraw"),
    path("policy/<uuid:uid>/changes/", security_policies.changes, name="changes"),
    path("policy/<uuid:uid>/comment/", security_policies.comment, name="comment"),
    path("policy/<uuid:uid>/comment/<uuid:remark>/handled/", security_policies.handle_comment, name="handle_comment"),
    path("policy/<uuid:uid>/policy.pdf", security_policies.paper, name="paper"),
    path("policy/<uuid:uid>/document/", security_policies.document, name="document"),
    path("policy/<uuid:uid>/reading/", security_policies.reading, name="reading"),
    path("read/<str:token>/", links.acknowledge, name="acknowledge"),
    path("governance/<uuid:uid>/appointments/", appointments.appointments, name="appointments"),
    path("governance/<uuid:uid>/appointments/new/", appointments.appoint, name="appoint"),
    path("appointment/<uuid:uid>/", appointments.appointment, name="appointment"),
    path("appointment/<uuid:uid>/change/", appointments.change, name="change_appointment"),
    path("appointment/<uuid:uid>/end/", appointments.end, name="end_appointment"),
    path("appointment/<uuid:uid>/letter/", appointments.letter, name="letter"),
    path("governance/<uuid:uid>/accreditations/", accreditations.accreditations, name="accreditations"),
    path("governance/<uuid:uid>/accreditations/new/", accreditations.add, name="add_accreditation"),
    path("accreditation/<uuid:uid>/", accreditations.accreditation, name="accreditation"),
    path("accreditation/<uuid:uid>/change/", accreditations.change, name="change_accreditation"),
    path("accreditation/<uuid:uid>/decide/", accreditations.decide, name="decide_accreditation"),
    path("accreditation/<uuid:uid>/withdraw/", accreditations.withdraw, name="withdraw_accreditation"),
    path("directory/", appointments.directory, name="directory"),
    path("directory/directory.pdf", appointments.directory_pdf, name="directory_pdf"),
]
