"""Addresses of what a team judges in an inspection."""

from __future__ import annotations

from django.urls import path

from cairn.web.judging.views import entry, evaluation, evaluations, ledger, scope

LEDGER = "inspections/<slug:slug>/ledger/"
SCOPE = "inspections/<slug:slug>/scope/"
EVALUATIONS = "inspections/<slug:slug>/evaluations/"

urlpatterns = [
    path(LEDGER, ledger.ledger, name="inspection-ledger"),
    path(f"{LEDGER}add/", ledger.add, name="inspection-ledger-add"),
    path(f"{LEDGER}<uuid:key>/", entry.entry, name="inspection-ledger-entry"),
    path(f"{LEDGER}<uuid:key>/edit/", entry.edit, name="inspection-ledger-edit"),
    path(f"{LEDGER}<uuid:key>/plan/", entry.plan, name="inspection-ledger-plan"),
    path(f"{LEDGER}<uuid:key>/plan/new/", entry.plan_anew, name="inspection-ledger-plan-new"),
    path(f"{LEDGER}<uuid:key>/settle/", entry.settle, name="inspection-ledger-settle"),
    path(f"{LEDGER}<uuid:key>/reopen/", entry.reopen, name="inspection-ledger-reopen"),
    path(SCOPE, scope.scope, name="inspection-scope"),
    path(f"{SCOPE}several/", scope.several, name="inspection-scope-several"),
    path(f"{SCOPE}<str:code>/", scope.decide, name="inspection-scope-decide"),
    path(EVALUATIONS, evaluations.evaluations, name="inspection-evaluations"),
    path(f"{EVALUATIONS}<str:subject>/", evaluation.evaluation, name="inspection-evaluation"),
    path(f"{EVALUATIONS}<str:subject>/owner/", evaluation.assign, name="inspection-evaluation-owner"),
    path(f"{EVALUATIONS}<str:subject>/write/", evaluation.write, name="inspection-evaluation-write"),
    path(f"{EVALUATIONS}<str:subject>/cite/", evaluation.cite, name="inspection-evaluation-cite"),
    path(
        f"{EVALUATIONS}<str:subject>/cite/<uuid:key>/remove/",
        evaluation.uncite,
        name="inspection-evaluation-uncite",
    ),
    path(f"{EVALUATIONS}<str:subject>/<slug:verb>/", evaluation.move, name="inspection-evaluation-move"),
]
