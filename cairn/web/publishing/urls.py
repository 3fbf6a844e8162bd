"""Addresses of reports at work."""

from django.urls import path

from cairn.web.publishing import views

urlpatterns = [
    path("drafts/", views.drafts, name="report-drafts"),
    path("drafts/begin/", views.create, name="report-create"),
    path("drafts/<slug:slug>/", views.draft, name="report-draft"),
    path("drafts/<slug:slug>/preview/", views.preview, name="report-preview"),
    path("drafts/<slug:slug>/check/", views.check, name="report-check"),
    path("drafts/<slug:slug>/write/", views.edit, name="report-edit"),
    path("drafts/<slug:slug>/versions/", views.versions, name="report-versions"),
    path("drafts/<slug:slug>/versions/<int:number>/", views.version, name="report-version"),
    *(
        path(f"drafts/<slug:slug>/{what}/", views.step, {"what": what}, name=f"report-{what}")
        for what in views.ASKS
    ),
]
