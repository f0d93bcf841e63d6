from __future__ import annotations

from django.urls import URLPattern, path

from ..views import cves, priorities, products

urlpatterns: list[URLPattern] = [
    path("priorities/", priorities.priorities, name="priorities"),
    path("regions/<uuid:uid>/timelines/", priorities.change_timelines, name="change_timelines"),
    path("organisations/<uuid:uid>/closing-days/add/", priorities.add_day, name="add_closing_day"),
    path("closing-days/<uuid:uid>/remove/", priorities.remove_day, name="remove_closing_day"),
    path("establishments/<uuid:uid>/products/", products.products, name="products"),
    path("establishments/<uuid:uid>/products/add/", products.add_products, name="add_products"),
    path("establishments/<uuid:uid>/products/remove/", products.remove_all, name="remove_products"),
    path("product/<uuid:uid>/remove/", products.remove, name="remove_product"),
    path("cve/", cves.cves, name="cves"),
    path("cve/<slug:cve>/", cves.cve, name="cve"),
    path("cve/<slug:cve>/hygie.csv", cves.cve_csv, name="cve_csv"),
    path("cve/<slug:cve>/hygie.xlsx", cves.cve_xlsx, name="cve_xlsx"),
]
