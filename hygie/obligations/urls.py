from django.urls import path

from .views import (
    across,
    call_sheet,
    catalogue,
    deposits,
    establishments,
    matrix,
    proofs,
    region_map,
    reviews,
    waivers,
)

app_name = "obligations"
urlpatterns = [
    path("establishment/", establishments.mine, name="mine"),
    path("establishment/<uuid:uid>/", establishments.establishment, name="establishment"),
    path("establishment/<uuid:uid>/not-concerned/", establishments.not_concerned, name="not_concerned"),
    path("establishment/<uuid:uid>/requirement/<slug:code>/", establishments.requirement, name="requirement"),
    path("establishment/<uuid:uid>/deposit/", deposits.deposit, name="deposit"),
    path("establishment/<uuid:uid>/call-sheet/", call_sheet.call_sheet, name="call_sheet"),
    path("establishment/<uuid:uid>/requirement/<slug:code>/waive/", waivers.grant, name="waive"),
    path("waiver/<uuid:uid>/revoke/", waivers.revoke, name="revoke_waiver"),
    path("evidence/<uuid:uid>/", proofs.proof, name="proof"),
    path("evidence/<uuid:uid>/file/", proofs.file, name="proof_file"),
    path("evidence/<uuid:uid>/revise/", deposits.revise, name="revise"),
    path("evidence/<uuid:uid>/withdraw/", proofs.withdraw, name="withdraw"),
    path("evidence/<uuid:uid>/erase/", proofs.erase, name="erase"),
    path("evidence/<uuid:uid>/review/", reviews.review, name="review"),
    path("evidence-kind/<slug:kind>/validity/", deposits.validity, name="validity"),
    path("to-review/", reviews.queue, name="review_queue"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/export.csv", matrix.export_csv, name="matrix_csv"),
    path("matrix/export.xlsx", matrix.export_xlsx, name="matrix_xlsx"),
    path("requirement/<slug:code>/", across.requirement, name="requirement_region"),
    path("situation/map/", region_map.region_map, name="region_map"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
]
