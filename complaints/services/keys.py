"""The desk's key: who holds it, opening the desk for a quarter of an hour, and letting others in."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction

from core import clock
from core.errors import Refusal, Refused
from core.limits import spend
from core.models import Officer
from core.permissions import demand

from .. import codes, sealing
from ..models import DeskKey, Holder, KeyLog, Unlocked

OPEN_FOR = dt.timedelta(minutes=15)
INVITED_FOR = dt.timedelta(days=3)
PASSPHRASE_MIN = 14


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """The desk while one request of one officer lasts; never stored, never logged."""

    officer: Officer
    key: DeskKey
    identity: str
    ends_at: dt.datetime

    def __repr__(self) -> str:
        return f"OpenDesk({self.officer.pk})"


def is_open_for_complaints() -> bool:
    """Tell whether there is a key to seal complaints to."""
    return DeskKey.objects.exists()


def current() -> DeskKey:
    """Return the key that new complaints are sealed to, or raise `Refused`."""
    key = DeskKey.objects.first()
    if key is None:
        raise _refused("no-desk", "Bàn tiếp nhận chưa có khóa nên chưa nhận được phản ánh.")
    return key


@transaction.atomic
def enrol_first_officer(officer: Officer, passphrase: str) -> Holder:
    """Make the desk's key and let ``officer`` hold it under ``passphrase``; refused once there is a key."""
    demand(officer, "complaints.manage_keys")
    _check(passphrase, officer)
    if is_open_for_complaints():
        raise _refused("has-desk", "Bàn tiếp nhận đã có khóa; người đang giữ khóa mời thêm người khác.")
    identity = sealing.new_identity()
    key = DeskKey.objects.create(recipient=sealing.recipient_of(identity))
    _log(KeyLog.Act.MADE, officer, by=officer)
    return _hold(key, officer, identity, passphrase, by=officer)


@transaction.atomic
def invite(officer: Officer, *, desk: OpenDesk) -> str:
    """Let ``officer`` hold the key too, and return the invitation code that is told to that officer in person.

    The key is wrapped under the code until the officer has set a passphrase; the code dies after three days.
    An officer who forgot the passphrase is invited again in the same way.
    """
    demand(desk.officer, "complaints.manage_keys")
    if not officer.has_perm("complaints.handle_complaint"):
        raise _refused("no-handler", "Người được mời chưa có quyền đọc và trả lời phản ánh.")
    Holder.objects.filter(key=desk.key, officer=officer).delete()
    code = codes.new()
    _hold(desk.key, officer, desk.identity, code, by=desk.officer, invited_until=clock.now() + INVITED_FOR)
    _log(KeyLog.Act.INVITED, officer, by=desk.officer)
    return code


def change_passphrase(officer: Officer, old: str, new: str) -> Holder:
    """Put the key under another passphrase; ``old`` is the passphrase until now, or the invitation code."""
    spend("complaints.unlock", str(officer.pk), limit=10, per=OPEN_FOR)
    holder = _holder(officer)
    _check(new, officer)
    if new == old:
        raise _refused("same", "Mật khẩu khóa mới trùng với mật khẩu cũ.")
    identity = _unwrap(holder, _invitation(old) if holder.invited_until else old)
    wrapped = sealing.wrap(identity, new, bound=_place(holder.key, officer))
    with transaction.atomic():
        holder.salt, holder.cost, holder.wrapped, holder.invited_until = wrapped.salt, wrapped.cost, wrapped.blob, None
        holder.save()
        holder.unlocked.all().delete()
        _log(KeyLog.Act.PASSPHRASE, officer, by=officer)
    return holder


@transaction.atomic
def remove_holder(holder: Holder, *, by: Officer) -> None:
    """Take the key away from an officer; the last holder stays, or nobody could read anything again."""
    demand(by, "complaints.manage_keys")
    if not Holder.objects.filter(key=holder.key, invited_until=None).exclude(pk=holder.pk).exists():
        raise _refused("last-holder", "Đây là người giữ khóa cuối cùng; hãy mời thêm người khác trước.")
    officer = holder.officer
    holder.delete()
    _log(KeyLog.Act.REMOVED, officer, by=by)


def unlock_desk(officer: Officer, passphrase: str) -> str:
    """Open the desk and return the token for the officer's cookie; without it what is stored opens nothing."""
    demand(officer, "complaints.handle_complaint")
    spend("complaints.unlock", str(officer.pk), limit=10, per=OPEN_FOR)
    holder = _holder(officer)
    if holder.invited_until:
        raise _refused("invited", "Hãy đặt mật khẩu khóa của mình trước, bằng mã mời.")
    identity = _unwrap(holder, passphrase)
    token = secrets.token_urlsafe(32)
    name, key = sealing.split(token)
    with transaction.atomic():
        holder.unlocked.all().delete()
        Unlocked.objects.create(name=name, holder=holder, locked=sealing.lock(identity, key, bound=name), ends_at=clock.now() + OPEN_FOR)
        _log(KeyLog.Act.UNLOCKED, officer, by=officer)
    return token


def reopen_desk(officer: Officer, token: str) -> OpenDesk | None:
    """Return the desk that ``token`` keeps open for ``officer``, or nothing once it is locked."""
    name, key = sealing.split(token)
    row = Unlocked.objects.select_related("holder__key").filter(name=name, holder__officer=officer, ends_at__gt=clock.now()).first()
    if row is None or not officer.has_perm("complaints.handle_complaint"):
        return None
    return OpenDesk(officer, row.holder.key, sealing.unlock(bytes(row.locked), key, bound=name), row.ends_at)


def lock_desk(officer: Officer) -> None:
    """Lock the desk of ``officer`` at once, on every device."""
    Unlocked.objects.filter(holder__officer=officer).delete()


def _hold(
    key: DeskKey, officer: Officer, identity: str, passphrase: str, *, by: Officer, invited_until: dt.datetime | None = None
) -> Holder:
    wrapped = sealing.wrap(identity, passphrase, bound=_place(key, officer))
    return Holder.objects.create(
        key=key,
        officer=officer,
        salt=wrapped.salt,
        cost=wrapped.cost,
        wrapped=wrapped.blob,
        invited_until=invited_until,
        enrolled_by=by,
        enrolled_at=clock.now(),
    )


def _holder(officer: Officer) -> Holder:
    holder = Holder.objects.select_related("key").filter(key=current(), officer=officer).first()
    if holder is None:
        raise _refused("no-holder", "Anh/chị chưa giữ khóa của bàn tiếp nhận.")
    if holder.invited_until and holder.invited_until < clock.now():
        raise _refused("late", "Mã mời đã hết hạn; hãy đề nghị người giữ khóa mời lại.")
    return holder


def _unwrap(holder: Holder, passphrase: str) -> str:
    wrapped = sealing.Wrapped(bytes(holder.salt), holder.cost, bytes(holder.wrapped))
    try:
        return sealing.unwrap(wrapped, passphrase, bound=_place(holder.key, holder.officer))
    except sealing.CannotOpen:
        _log(KeyLog.Act.REFUSED, holder.officer, by=holder.officer)
        raise _refused("passphrase", "Mật khẩu khóa không đúng.") from None


def _invitation(typed: str) -> str:
    try:
        return codes.parse(typed)
    except codes.BadCode:
        raise _refused("passphrase", "Mã mời không đúng.") from None


def _place(key: DeskKey, officer: Officer) -> str:
    return f"desk:{key.pk}:officer:{officer.pk}"


def _check(passphrase: str, officer: Officer) -> None:
    if len(passphrase) < PASSPHRASE_MIN or len(set(passphrase)) < 6:
        raise _refused("weak", f"Mật khẩu khóa cần ít nhất {PASSPHRASE_MIN} ký tự, nên là bốn, năm từ không liên quan nhau.")
    if officer.check_password(passphrase):
        raise _refused("login", "Mật khẩu khóa phải khác mật khẩu đăng nhập.")


def _log(act: KeyLog.Act, officer: Officer, *, by: Officer) -> None:
    KeyLog.objects.create(act=act, officer=officer, by=by, at=clock.now())


def _refused(code: str, sentence: str) -> Refused:
    return Refused((Refusal(code, sentence),))
