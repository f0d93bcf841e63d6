"""Addresses of the territory."""

from django.urls import path

from .views import facts, grants, groups, imports, organisations, people, relations, seats, timeline

app_name = "territory"
urlpatterns = [
    path("seat/", seats.switch, name="seat"),
    path("organisations/", organisations.listing, name="organisations"),
    path("organisations/export.csv", organisations.export_csv, name="organisations_csv"),
    path("organisations/export.xlsx", organisations.export_xlsx, name="organisations_xlsx"),
    path("organisations/new/", organisations.create, name="create"),
    path("organisations/<uuid:uid>/", organisations.organisation, name="organisation"),
    path("organisations/<uuid:uid>/change/", organisations.change, name="change"),
    path("organisations/<uuid:uid>/timeline/", timeline.timeline, name="timeline"),
    path("organisations/<uuid:uid>/timeline/export.csv", timeline.export_csv, name="timeline_csv"),
    path("organisations/<uuid:uid>/join/", relations.join, name="join"),
    path("organisations/<uuid:uid>/memberships/<uuid:membership>/end/", relations.leave, name="leave"),
    path("organisations/<uuid:uid>/people/", people.people, name="people"),
    path("organisations/<uuid:uid>/people/invite/", people.invite, name="invite"),
    path("organisations/<uuid:uid>/people/<uuid:seat>/end/", people.end_seat, name="end_seat"),
    path(
        "organisations/<uuid:uid>/invitations/<uuid:invitation>/withdraw/",
        people.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("organisations/<uuid:uid>/facts/", facts.facts, name="facts"),
    path("organisations/<uuid:uid>/facts/<slug:kind>/record/", facts.record, name="record_fact"),
    path("organisations/<uuid:uid>/facts/<uuid:fact>/end/", facts.end, name="end_fact"),
    path("organisations/<uuid:uid>/mandates/", grants.mandates, name="mandates"),
    path("organisations/<uuid:uid>/mandates/give/", grants.give_mandate, name="give_mandate"),
    path("organisations/<uuid:uid>/mandates/<uuid:grant>/end/", grants.end_mandate, name="end_mandate"),
    path("organisations/<uuid:uid>/contributions/", grants.contributions, name="contributions"),
    path("organisations/<uuid:uid>/contributions/give/", grants.give_contribution, name="give_contribution"),
    path("organisations/<uuid:uid>/contributions/<uuid:grant>/end/", grants.end_contribution, name="end_contribution"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.make, name="make_group"),
    path("groups/count/", groups.count, name="count_group"),
    path("groups/<uuid:uid>/", groups.change, name="change_group"),
    path("groups/<uuid:uid>/delete/", groups.delete, name="delete_group"),
    path("imports/", imports.imports, name="imports"),
    path("imports/send/", imports.send, name="send_file"),
    path("imports/jobs/<uuid:job>/", imports.job, name="import_job"),
    path("imports/jobs/<uuid:job>/cancel/", imports.cancel, name="import_cancel"),
    path("imports/<uuid:run>/", imports.run, name="import_run"),
    path("imports/<uuid:run>/report.csv", imports.report, name="import_report"),
]
