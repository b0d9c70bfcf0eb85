"""Every address of the site; each belongs to one class of `core.routes`."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtail_admin
from wagtail.documents import urls as wagtail_documents
from wagtail.urls import serve_pattern

from core import routes

from . import probes, sitemap, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sitemap.xml", sitemap.sitemap),
    path("robots.txt", sitemap.robots),
    path("-/live", probes.live),
    path("-/ready", probes.ready),
    path("-/health", probes.health),
    path("quan-tri/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("quan-tri/tai-khoan/", include("portal.account_urls")),
    path("quan-tri/", include(wagtail_admin)),
    path("documents/", include(wagtail_documents)),
    path("", include("bots.hooks")),
    path("", include("press.opendata.machine_urls")),
]
urlpatterns += i18n_patterns(
    path("tim-kiem/", views.search, name="search"),
    path("tra-cuu-don-vi/", views.employer, name="employer"),
    path("", include("bots.urls")),
    path("", include("outreach.urls")),
    path("", include("firms.urls")),
    path("", include("press.urls")),
    path("", include("complaints.urls")),
    path("", include("notices.urls")),
    path("", include("recognition.urls")),
    re_path(serve_pattern, routes.public(wagtail_views.serve), name="wagtail_serve"),
    prefix_default_language=False,
)
if settings.DEBUG:
    from django.conf.urls.static import static

    urlpatterns = [*static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT), *urlpatterns]
