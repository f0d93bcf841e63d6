from __future__ import annotations

from django.urls import URLPattern, path

from ..views import assets

urlpatterns: list[URLPattern] = [
    path("establishments/<uuid:uid>/assets/", assets.assets, name="assets"),
    path("establishments/<uuid:uid>/assets/act/", assets.act_on_assets, name="act_on_assets"),
    path("asset/<uuid:uid>/", assets.asset, name="asset"),
    path("asset/<uuid:uid>/change/", assets.change_asset, name="change_asset"),
    path("asset/<uuid:uid>/part/", assets.part_asset, name="part_asset"),
]
