"""The printed addresses of the public figures."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("so-lieu/", views.statistics, name="statistics"),
    path("so-lieu/<int:year>-<int:month>/", views.statistics, name="statistics_month"),
    path("so-lieu/muc-do-tham-gia-bhxh.csv", views.statistics_file, name="statistics_file"),
]
