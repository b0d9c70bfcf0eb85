"""The field in which an officer names one firm: a text that works alone, and offers firms while one types where scripts run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer, get_default_renderer
from django.utils.safestring import SafeString, mark_safe

from core.models import Officer

from .. import register, scope, search
from ..models import Firm

#: How many firms are offered for a name that several bear.
OFFERED = 10


class FirmInput(forms.TextInput):
    """A text and, hidden beside it, the public id of the firm that was chosen; after a doubtful name, the firms to choose from."""

    template_name = "firms/admin/choose.html"

    def __init__(self) -> None:
        super().__init__()
        self.named = ""
        self.offers: list[search.Hit] = []
        self.shared: set[int] = set()

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, str]:
        """Return what was typed and what was chosen."""
        typed, chosen = (str(data.get(key, "")).replace("\0", "").strip() for key in (name, f"{name}_id"))
        return typed, chosen

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None) -> SafeString:
        """Draw the text, the hidden choice and, where there is doubt, the offers."""
        typed, chosen = value if isinstance(value, tuple) else (value or "", "")
        context = {
            "name": name,
            "typed": typed or self.named,
            "chosen": chosen,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "required": self.is_required,
        }
        offers = [{"hit": hit, "shared": hit.firm.pk in self.shared} for hit in self.offers]
        return mark_safe((renderer or get_default_renderer()).render(self.template_name, context | {"offers": offers}))


class FirmField(forms.Field):
    """One firm that ``by`` may see, named by a tax code, a unit code or a name; never taken by a name that several bear."""

    widget = FirmInput

    def __init__(self, *, by: Officer | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by = by

    def prepare_value(self, value: Any) -> Any:
        """Show a firm given from the start by its name, chosen already."""
        return (value.name, value.public_id) if isinstance(value, Firm) else value

    def clean(self, value: Any) -> Firm | None:
        """Return the firm; where the text alone does not tell which, refuse and offer those that it may be."""
        typed, chosen = value or ("", "")
        firms = scope.firms(self.by)
        widget: Any = self.widget
        if chosen and (firm := firms.filter(public_id=chosen).first()):
            widget.named = firm.name
            return firm
        if not typed:
            if self.required:
                raise ValidationError("Hãy nêu đơn vị: mã số thuế, mã đơn vị hoặc tên.", code="required")
            return None
        found = search.find(typed, among=firms.filter(is_listed=True), limit=OFFERED)
        if len(found.hits) == 1 and not found.corrected and search.is_code(typed):
            return found.hits[0].firm
        widget.offers, widget.shared = list(found.hits), register.with_namesakes([hit.firm for hit in found.hits])
        if not found.hits:
            raise ValidationError("Không có đơn vị nào như vậy; hãy thử mã số thuế hoặc một phần khác của tên.", code="unknown")
        raise ValidationError("Hãy chọn đúng đơn vị trong danh sách dưới đây; nhiều đơn vị có thể trùng tên.", code="doubtful")
