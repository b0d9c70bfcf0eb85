"""The printed addresses of the room."""

from __future__ import annotations

from django.urls import path

from . import views
from .rounds import views as rounds

urlpatterns = [
    path("cong-khai/chinh-sach/", views.policy, name="naming_policy"),
    path("cong-khai/hoi-am/", views.firm_door, name="firm_door"),
    path("cong-khai/dot/", rounds.listing, name="naming_rounds"),
    path("cong-khai/dot/<int:number>-<int:year>/", rounds.detail, name="naming_round"),
    path("cong-khai/dot/<int:number>-<int:year>/noi-dung.json", rounds.committed, name="naming_round_committed"),
    path("cong-khai/<slug:public_id>/", views.detail, name="notice"),
    path("cong-khai/<slug:public_id>/noi-dung.json", views.committed, name="notice_committed"),
    path("cong-khai/<slug:public_id>/de-nghi-dinh-chinh/", views.ask_correction, name="ask_correction"),
]
