from __future__ import annotations

from django.urls import URLPattern, path

from ..views import plan_lines, plans

urlpatterns: list[URLPattern] = [
    path("establishments/<uuid:uid>/plans/", plans.plans, name="plans"),
    path("establishments/<uuid:uid>/plans/new/", plans.plan_from, name="plan_from"),
    path("plans/<uuid:uid>/", plans.plan, name="plan"),
    path("plans/<uuid:uid>/edit/", plans.plan_edit, name="plan_edit"),
    path("plans/<uuid:uid>/move/", plans.plan_move, name="plan_move"),
    path("plans/<uuid:uid>/sign/", plans.plan_sign, name="plan_sign"),
    path("plans/<uuid:uid>/hygie.pdf", plans.plan_pdf, name="plan_pdf"),
    path("plans/<uuid:uid>/hygie.xlsx", plans.plan_xlsx, name="plan_xlsx"),
    path("plans/<uuid:uid>/add/", plan_lines.plan_add, name="plan_add"),
    path("plan-actions/<uuid:uid>/", plan_lines.plan_action, name="plan_action"),
    path("plan-actions/<uuid:uid>/move/", plan_lines.plan_action_move, name="plan_action_move"),
    path("plan-actions/<uuid:uid>/done/", plan_lines.plan_action_done, name="plan_action_done"),
    path("plan-actions/<uuid:uid>/proof/", plan_lines.plan_action_proof, name="plan_action_proof"),
]
