"""What a reporter fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.errors import Refused

from . import codes, evidence
from .kinds import PETITIONS, Petition
from .services.filing import LONGEST, Person

#: The receipt code is shown before sending and travels in the form, signed: nobody can choose a weak one.
_signer = signing.TimestampSigner(salt="complaints.receipt")
_SIGNED_FOR = 6 * 3600


def sign(code: str) -> str:
    """Return ``code`` in a form that the preview can carry."""
    return _signer.sign(code)


class Several(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:
        """Return every file that was sent under ``name``."""
        return files.getlist(name) if hasattr(files, "getlist") else []


class Papers(forms.Field):
    """Several files, each cleaned in memory."""

    widget = Several

    def clean(self, value: list[UploadedFile[Any]]) -> list[evidence.Clean]:
        """Return what may be kept of each file."""
        files = [file for file in value if file.name]
        if len(files) > evidence.MOST_AT_ONCE:
            raise forms.ValidationError(_("Mỗi lần gửi tối đa %(most)d tệp."), params={"most": evidence.MOST_AT_ONCE})
        try:
            return [evidence.clean(file.read(), file.name or "") for file in files]
        except Refused as refused:
            raise forms.ValidationError([refusal.sentence for refusal in refused.refusals]) from refused


class Wish(forms.Form):
    """What the reporter wants."""

    wants = forms.ChoiceField(
        label=_("Anh/chị muốn gửi gì?"), choices=[(kind.value, label) for kind, label in PETITIONS.items()], initial=Petition.FEEDBACK
    )


class Written(Wish):
    """What the reporter writes."""

    content = forms.CharField(label=_("Nội dung"), max_length=LONGEST, error_messages={"required": _("Anh/chị chưa viết nội dung.")})
    name = forms.CharField(label=_("Họ tên"), max_length=200, required=False)
    contact = forms.CharField(label=_("Cách liên hệ"), max_length=300, required=False)

    def person(self) -> Person:
        """Return who the reporter is, as far as told."""
        return Person(self.cleaned_data["name"], self.cleaned_data["contact"])


class Sending(Written):
    """The last step: the receipt code confirmed, files added."""

    receipt = forms.CharField()
    last = forms.CharField(label=_("Nhóm cuối của mã"), required=False, max_length=20)
    papers = Papers(required=False)

    def clean_receipt(self) -> str:
        """Return the code that was shown, if it was ours and shown lately."""
        try:
            return codes.parse(_signer.unsign(self.cleaned_data["receipt"], max_age=_SIGNED_FOR))
        except (signing.BadSignature, codes.BadCode) as error:
            raise forms.ValidationError(_("Trang đã mở quá lâu; anh/chị xem lại và gửi lại.")) from error

    def clean(self) -> dict[str, Any]:
        """Demand that the last group was typed: then the code has been written down."""
        data = super().clean() or self.cleaned_data
        code = data.get("receipt", "")
        if code and codes.tidy(data.get("last", "")) != code[-codes.GROUP :]:
            self.add_error("last", _("Chưa khớp. Anh/chị ghi lại mã rồi gõ 5 ký tự cuối."))
        return data


class Again(forms.Form):
    """What a reporter adds to a case."""

    content = forms.CharField(label=_("Viết thêm"), max_length=LONGEST, required=False)
    papers = Papers(required=False)


class Learnt(forms.Form):
    """The day from which a worker's own limits run."""

    on = forms.DateField(label=_("Ngày xảy ra hoặc ngày biết việc"), input_formats=["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"])
