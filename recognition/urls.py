"""The printed addresses of recognition; the register itself is a page of the site's tree."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("bieu-duong/<str:public_id>/", views.a_round, name="honour_round"),
    path("xac-thuc/", views.ask, name="verify_ask"),
    path("xac-thuc/<str:serial>/", views.verify, name="verify"),
    path("xac-thuc/<str:serial>/thu.png", views.picture, name="certificate_png"),
]
