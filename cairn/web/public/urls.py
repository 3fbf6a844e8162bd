"""Addresses of the public site. They never change."""

from django.urls import path

from cairn.web.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("reports/", views.reports, name="reports"),
    path("reports/<slug:slug>/", views.report, name="report"),
    path("reports/<slug:slug>/<int:number>/", views.report, name="report-edition"),
    path("reports/<slug:slug>/<int:number>/files/<str:name>", views.report_file, name="report-file"),
    path("evaluations/", views.evaluations, name="evaluations"),
    path("good-practice/", views.good_practice, name="good-practice"),
    path("glossary/", views.glossary, name="glossary"),
    path("open-data/", views.open_data, name="open-data"),
    path("search/", views.search, name="search"),
    path("method/", views.words_page, {"page": "method", "title": "How we work"}, name="method"),
    path(
        "accessibility/",
        views.words_page,
        {"page": "accessibility", "title": "Accessibility"},
        name="accessibility",
    ),
    path("privacy/", views.words_page, {"page": "privacy", "title": "Privacy"}, name="privacy"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
