"""The printed addresses of the media desk."""

from __future__ import annotations

from django.urls import include, path

from . import feeds, views
from .media import views as media
from .readers import views as readers

urlpatterns = [
    path("dinh-chinh/", views.corrections, name="corrections"),
    path("nhat-ky-cong-khai/", views.the_ledger, name="ledger"),
    path("nhat-ky-cong-khai/nhat-ky.jsonl", views.download, name="ledger_download"),
    path("nhat-ky-cong-khai/dau-chuoi.jsonl", views.heads, name="ledger_heads"),
    path("nhat-ky-cong-khai/verify_ledger.py", views.verifier, name="ledger_verifier"),
    path("bao-chi/", media.room, name="press_room"),
    path("bao-chi/hoi/", media.ask, name="press_ask"),
    path("bao-chi/xem-truoc/<str:token>/", media.early, name="press_early"),
    path("bao-chi/<slug:public_id>/", media.detail, name="press_text"),
    path("bao-chi/<slug:public_id>/noi-dung.json", media.committed, name="press_committed"),
    path("", include("press.opendata.urls")),
    path("nhan-tin/", readers.subscribe, name="readers_subscribe"),
    path("nhan-tin/xac-nhan/<str:token>/", readers.confirm, name="readers_confirm"),
    path("nhan-tin/tuy-chon/<str:token>/", readers.preferences, name="readers_preferences"),
    path("nhan-tin/huy/<str:token>/", readers.leave, name="readers_leave"),
    path("tin.atom", feeds.everything, name="feed"),
    path("<slug:section>/tin.atom", feeds.section, name="section_feed"),
    path("tin.json", feeds.everything_as_json, name="json_feed"),
    path("<slug:section>/tin.json", feeds.section_as_json, name="section_json_feed"),
]
