"""Deliveries in the office: what went where, what failed and why, what officers carry by hand; channels, contacts, readers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import downloads, uploads
from core.fields import Day

from ..acts import Act
from ..delivering import LABELS, MOVE_LABELS, Move, State, open_by_hand
from ..kinds import CHANNEL_CHOICES, CHANNEL_LABELS, Channel
from ..lifecycle import PUBLIC
from ..models import ChannelEvent, ChannelSetting, Delivery, Hook, PressContact, Release, Subscriber
from ..outbox import services, transports
from ..readers import services as readers
from .acting import Action, Because, Step, attempt, offers, officer, reason, story
from .common import DESK, OfficeItem, allowed, done, page_of, status

SEE = (services.FOLLOW, services.CARRY, services.PAUSE, *DESK)
CHANNELS = (services.FOLLOW, services.PAUSE)
CONTACTS, READERS = "press.manage_contacts", "press.manage_readers"
_BY_HAND = frozenset(each for each in Channel if each in (Channel.NEWSPAPER, Channel.BROADCAST, Channel.LOUDSPEAKER, Channel.CONFERENCE))
_VIEWS: dict[str, tuple[str, tuple[State, ...]]] = {
    "": ("Tất cả", ()),
    "can-xu-ly": ("Cần xử lý", (State.FAILED, State.UNCERTAIN)),
    "viec": ("Việc của báo, đài, loa", (State.TASK, State.HANDED)),
    "cho": ("Chờ gửi", (State.WAITING, State.CLAIMED, State.SENDING)),
    "den": ("Đã đến", (State.SENT,)),
}


class HandedForm(Because):
    """The letter to a medium."""

    letter_no = forms.CharField(label="Số công văn", max_length=60)
    letter_on = Day("Ngày công văn")
    person = forms.CharField(label="Người nhận", max_length=120, required=False)


class ProofForm(Because):
    """When it was printed or aired, and a copy of that."""

    carried_on = Day("Ngày đăng, phát")
    person = forms.CharField(label="Người xác nhận", max_length=120, required=False)
    file = forms.FileField(label="Bằng chứng", required=False, help_text="Ảnh trang báo, giấy xác nhận phát: JPEG, PNG, WebP, PDF.")


class TaskForm(Because):
    """A medium that an officer takes a release to."""

    release = forms.CharField(label="Mã tin", max_length=24, help_text="Ví dụ BD-99-2026-000001; tin phải đang công khai.")
    channel = forms.ChoiceField(label="Kênh", choices=[(each.value, CHANNEL_LABELS[each]) for each in Channel if each in _BY_HAND])
    medium = forms.CharField(label="Báo, đài, địa bàn", max_length=200)
    person = forms.CharField(label="Người liên hệ", max_length=120, required=False)


class HookForm(Because):
    """Another machine to be called."""

    name = forms.CharField(label="Nơi nhận", max_length=120)
    url = forms.URLField(label="Địa chỉ", max_length=500, assume_scheme="https")


class OpensForm(Because):
    """The medium that gets every release."""

    medium = forms.CharField(label="Tự mở việc cho", max_length=200, required=False, help_text="Để trống: không tự mở việc.")


class ContactForm(forms.ModelForm[PressContact], Because):
    """A press contact, and why it is added or changed."""

    class Meta:
        model = PressContact
        fields = ("medium", "person", "email", "phone", "is_accredited", "is_active", "note")


class RemoveForm(Because):
    """An address whose owner asked an officer to be forgotten."""

    email = forms.EmailField(label="Xóa người nhận tin theo yêu cầu", help_text="Gõ đúng địa chỉ; hệ thống không hiện danh sách địa chỉ.")
    because = reason("Ví dụ: đơn đề nghị số …; không ghi địa chỉ, tên người.")


def _prove(delivery: Delivery, *, file: Any = None, **given: Any) -> Delivery:
    return services.prove(delivery, proof=file.read() if file else b"", proof_name=file.name if file else "", **given)


_ACTIONS: dict[Move, Action] = {
    Move.RETRY: Action("retry", MOVE_LABELS[Move.RETRY], services.FOLLOW, services.retry),
    Move.SETTLE: Action("settle", MOVE_LABELS[Move.SETTLE], services.FOLLOW, services.settle),
    Move.GIVE_UP: Action("give_up", MOVE_LABELS[Move.GIVE_UP], services.FOLLOW, services.give_up, is_grave=True),
    Move.HAND_OVER: Action("hand_over", MOVE_LABELS[Move.HAND_OVER], services.CARRY, services.hand_over, HandedForm),
    Move.PROVE: Action("prove", MOVE_LABELS[Move.PROVE], services.CARRY, _prove, ProofForm),
}
#: Where the record of a letter to one person stands.
_FILES = {"early": "press_early_link", "moved": "press_early_link", "recall": "press_early_link", "answer": "press_question"}
_DROP_TASK = Action("give_up", MOVE_LABELS[Move.GIVE_UP], services.CARRY, services.give_up, is_grave=True)
_CONTACT_MOVES = {"add": "Thêm", "change": "Sửa", "leave": "Tự dừng nhận thư"}
_MOVES = {"open": "Mở việc"} | {str(move): label for move, label in MOVE_LABELS.items()}


@allowed(*SEE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List deliveries, newest first, by what they need and by channel."""
    view = request.GET.get("xem", "") if request.GET.get("xem", "") in _VIEWS else ""
    channel = request.GET.get("kenh", "") if request.GET.get("kenh", "") in set(Channel) else ""
    found = Delivery.objects.select_related("dispatch__release", "task")
    if states := _VIEWS[view][1]:
        found = found.filter(state__in=states)
    if channel:
        found = found.filter(channel=channel)
    if number := request.GET.get("tin", "")[:24]:
        found = found.filter(dispatch__release__public_id=number)
    context = {
        "page": page_of(request, found),
        "may_see_channels": any(map(officer(request).has_perm, CHANNELS)),
        "views": [(code, label) for code, (label, _) in _VIEWS.items()],
        "view": view,
        "channels": CHANNEL_CHOICES,
        "channel": channel,
        "number": number,
        "kept": "&".join(f"{name}={value}" for name, value in (("xem", view), ("kenh", channel), ("tin", number)) if value),
    }
    return render(request, "press/admin/deliveries.html", context)


@allowed(*SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one delivery with its story, and what the officer may do with it."""
    delivery = get_object_or_404(Delivery.objects.select_related("dispatch__release", "task"), pk=pk)
    is_task = hasattr(delivery, "task")
    actions = [_DROP_TASK if is_task and move == Move.GIVE_UP else _ACTIONS[move] for move in open_by_hand(State(delivery.state))]
    if request.method == "POST" and attempt(request, delivery, actions):
        return redirect("press_delivery", pk)
    context = {
        "delivery": delivery,
        "task": delivery.task if is_task else None,
        "file": _file(delivery),
        "offers": offers(request, actions),
        "story": story(delivery.events.select_related("by"), _MOVES, LABELS),
    }
    return render(request, "press/admin/delivery.html", context, status=status(request))


def _file(delivery: Delivery) -> str:
    """Return the office's address of the record that a letter to one person is about; nothing for other deliveries."""
    code, _, key = delivery.target.partition(":")
    name = _FILES.get(code, "") if delivery.dispatch_id is None else ""
    return reverse(name, args=[key]) if name else ""


@allowed(*SEE)
@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the proof that a medium carried it."""
    task = getattr(get_object_or_404(Delivery.objects.select_related("task"), pk=pk), "task", None)
    if task is None or not task.proof:
        raise Http404
    return downloads.attachment(f"bang-chung-{pk}.{task.proof.rpartition('.')[2]}", uploads.fetch(task.proof))


@allowed(services.CARRY)
@require_http_methods(["GET", "HEAD", "POST"])
def new_task(request: HttpRequest) -> HttpResponse:
    """Take a release to a medium by hand."""
    form = TaskForm(request.POST or None, initial={"release": request.GET.get("tin", "")})
    if form.is_valid():
        given = dict(form.cleaned_data)
        release = Release.objects.filter(public_id=given.pop("release"), state__in=PUBLIC).first()
        if release is None:
            form.add_error("release", str(services.NOT_PUBLIC))
        elif made := done(request, form, lambda: services.open_task(release, by=officer(request), **given), "Đã mở việc."):
            return redirect("press_delivery", made.pk)
    return _form(request, form, "Mở việc với báo, đài", back="press_deliveries", back_label="Lượt gửi tin")


@allowed(*CHANNELS)
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """Show each channel: whether it is set up, paused or away, and how much waits and failed."""
    if request.method == "POST":
        channel = request.POST.get("channel", "")
        if channel not in {each.code for each in transports.all_transports()}:
            raise Http404
        if attempt(request, channel, _channel_actions(channel, ChannelSetting.objects.filter(pk=channel).first())):
            return redirect("press_channels")
    counts = {
        (row["channel"], row["state"]): row["number"]
        for row in Delivery.objects.exclude(state=State.SENT).order_by().values("channel", "state").annotate(number=Count("pk"))
    }
    settings = ChannelSetting.objects.select_related("paused_by").in_bulk()
    rows = []
    for each in transports.all_transports():
        setting = settings.get(each.code)
        rows.append(
            {
                "transport": each,
                "setting": setting,
                "is_ready": each.is_ready(),
                "waiting": sum(counts.get((each.code, state), 0) for state in (State.WAITING, State.CLAIMED, State.SENDING)),
                "tasks": sum(counts.get((each.code, state), 0) for state in (State.TASK, State.HANDED)),
                "failed": sum(counts.get((each.code, state), 0) for state in (State.FAILED, State.UNCERTAIN)),
                "offers": offers(request, _channel_actions(each.code, setting)),
            }
        )
    context = {"rows": rows, "hooks": Hook.objects.all(), "events": ChannelEvent.objects.select_related("by")[:20]}
    return render(request, "press/admin/channels.html", context, status=status(request))


def _channel_actions(channel: str, setting: ChannelSetting | None) -> list[Action]:
    if transports.get(channel).is_manual:
        return [Action(f"opens-{channel}", "Đổi nơi tự mở việc", services.PAUSE, services.open_by_itself, OpensForm)]
    stopped = setting is not None and (setting.paused_at or setting.away_since)
    if stopped:
        return [Action(f"resume-{channel}", "Mở lại, thử ngay", services.PAUSE, services.resume)]
    return [Action(f"pause-{channel}", "Tạm dừng", services.PAUSE, services.pause, is_grave=True)]


@allowed(services.PAUSE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_hook(request: HttpRequest) -> HttpResponse:
    """Add a webhook and show its secret, once."""
    form = HookForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        if made := done(request, form, lambda: services.add_hook(by=officer(request), **given), "Đã thêm webhook."):
            return render(request, "press/admin/hook_secret.html", {"hook": made[0], "secret": made[1]})
    return _form(request, form, "Thêm webhook", back="press_channels", back_label="Kênh tin")


@allowed(services.PAUSE)
@require_http_methods(["GET", "HEAD", "POST"])
def hook(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a webhook off, or on again."""
    record = get_object_or_404(Hook, pk=pk)
    label = "Ngừng gọi" if record.is_active else "Gọi lại"
    actions = [Action("switch", label, services.PAUSE, services.switch_hook, is_grave=record.is_active)]
    if request.method == "POST" and attempt(request, record, actions):
        return redirect("press_channels")
    context = {"hook": record, "offers": offers(request, actions)}
    return render(request, "press/admin/hook.html", context, status=status(request))


@allowed(CONTACTS, *DESK)
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """List the press contacts."""
    return render(request, "press/admin/contacts.html", {"page": page_of(request, PressContact.objects.all())})


@allowed(CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a press contact."""
    record = get_object_or_404(PressContact, pk=pk) if pk else None
    title = f"Sửa {record}" if record else "Thêm đầu mối báo chí"
    told = story(record.events.select_related("by"), _CONTACT_MOVES, PressContact.STANDINGS) if record else []
    form = ContactForm(request.POST or None, instance=record)
    if form.is_valid():
        because = form.cleaned_data["because"]
        work = partial(readers.keep_contact, form.save(commit=False), by=officer(request), because=because)
        if made := done(request, form, work, "Đã ghi."):
            return redirect("press_contact", made.pk)
    return _form(request, form, title, back="press_contacts", back_label="Đầu mối báo chí", told=told)


@allowed(READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def subscribers(request: HttpRequest) -> HttpResponse:
    """Show how many readers there are; no address is ever listed."""
    form, said = RemoveForm(request.POST or None), ""
    if form.is_valid():
        given = form.cleaned_data
        was_there = readers.remove(given["email"], by=officer(request), because=given["because"])
        said = "Đã xóa địa chỉ này." if was_there else "Không có ai nhận tin bằng địa chỉ này."
        form = RemoveForm()
    labels = dict(Subscriber.State.choices)
    counted = Subscriber.objects.order_by().values("state").annotate(number=Count("pk"))
    context = {
        "states": [(labels[row["state"]], row["number"]) for row in counted],
        "languages": Subscriber.objects.filter(state="confirmed").order_by().values_list("language").annotate(number=Count("pk")),
        "form": form,
        "said": said,
    }
    return render(request, "press/admin/readers.html", context)


def _form(request: HttpRequest, form: forms.BaseForm, title: str, *, back: str, back_label: str, told: Sequence[Step] = ()) -> HttpResponse:
    context = {"form": form, "title": title, "back": reverse(back), "back_label": back_label, "story": told}
    return render(request, "press/admin/delivery_form.html", context, status=422 if form.errors else 200)


def troubled() -> QuerySet[Delivery]:
    """Return the deliveries that an officer must decide on."""
    return Delivery.objects.filter(state__in=(State.FAILED, State.UNCERTAIN))


def tasks(*acts: Act) -> QuerySet[Delivery]:
    """Return the open tasks of manual channels."""
    return Delivery.objects.filter(state=State.TASK, dispatch__act__in=acts)


def people() -> QuerySet[Delivery]:
    """Return the open tasks of telling one person by hand."""
    return Delivery.objects.filter(state=State.TASK, dispatch=None)


URLS = [
    path("luot-gui/", listing, name="press_deliveries"),
    path("luot-gui/mo-viec/", new_task, name="press_new_task"),
    path("luot-gui/<int:pk>/", one, name="press_delivery"),
    path("luot-gui/<int:pk>/bang-chung/", proof, name="press_delivery_proof"),
    path("kenh-tin/", channels, name="press_channels"),
    path("kenh-tin/webhook/", new_hook, name="press_new_hook"),
    path("kenh-tin/webhook/<int:pk>/", hook, name="press_hook"),
    path("dau-moi-bao-chi/", contacts, name="press_contacts"),
    path("dau-moi-bao-chi/them/", contact, name="press_new_contact"),
    path("dau-moi-bao-chi/<int:pk>/", contact, name="press_contact"),
    path("nguoi-nhan-tin/", subscribers, name="press_subscribers"),
]


def items() -> list[OfficeItem]:
    """Return what the menu offers of these screens."""
    return [
        OfficeItem("Lượt gửi tin", reverse("press_deliveries"), icon_name="mail", order=60, permissions=SEE),
        OfficeItem("Kênh tin", reverse("press_channels"), icon_name="list-ul", order=61, permissions=CHANNELS),
        OfficeItem("Đầu mối báo chí", reverse("press_contacts"), icon_name="group", order=62, permissions=(CONTACTS, *DESK)),
        OfficeItem("Người nhận tin", reverse("press_subscribers"), icon_name="user", order=63, permissions=(READERS,)),
    ]
