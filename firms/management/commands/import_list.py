"""Read one list and apply it: exit code 0 when it counts, 2 when it is refused, 3 when it waits for an officer."""

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from core.errors import Refused
from core.tables import UnreadableError

from ... import services
from ...intake.kinds import KINDS
from ...models import ReceivedUnder
from ...staging import Origin, Outcome

APPLIED, REFUSED, HELD = 0, 2, 3


class Command(BaseCommand):
    """``manage.py import_list FILE [--kind auto] [--as-of DATE] [--dry-run] [--json]``."""

    help = __doc__ or ""
    requires_system_checks = ()  # stdout and stderr belong to the outcome

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file, its kind and where it comes from."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=["auto", *KINDS], default="auto")
        parser.add_argument("--as-of", type=dt.date.fromisoformat, help="day up to which the figures count, YYYY-MM-DD")
        parser.add_argument("--dry-run", action="store_true", help="read and plan, write nothing")
        parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
        parser.add_argument("--sender", default="")
        parser.add_argument("--published-url", default="", help="where the sender has published the list (Art 35(2))")
        parser.add_argument("--published-title", default="")
        parser.add_argument("--published-on", type=dt.date.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the list, print what became of it, and end with its exit code."""
        given = [options["published_url"], options["published_title"], options["published_on"]]
        if any(given) and not all(given):
            self._refuse("Danh sách đã công khai phải ghi đủ địa chỉ, tiêu đề và ngày đăng.")
        under = ReceivedUnder.PUBLISHED if all(given) else ReceivedUnder.INTERNAL
        try:
            outcome = services.import_file(
                options["file"],
                kind=options["kind"],
                as_of=options["as_of"],
                origin=Origin(options["sender"], under, *given),
                dry_run=options["dry_run"],
            )
        except UnreadableError as error:
            self._refuse(str(error))
        except Refused as refused:
            self._refuse(" ".join(refusal.sentence for refusal in refused.refusals))
        except OSError as error:
            self._refuse(f"Không mở được tệp {options['file'].name}: {error.strerror}.")
        self.stdout.write(_json(outcome) if options["json"] else _plain(outcome))
        sys.exit(HELD if outcome.state == "held" or (options["dry_run"] and outcome.holds) else APPLIED)

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(REFUSED)


def _json(outcome: Outcome) -> str:
    return json.dumps(
        {
            "kind": outcome.kind,
            "as_of": outcome.as_of.isoformat() if outcome.as_of else None,
            "state": outcome.state,
            "already_imported": outcome.is_known,
            "rows": outcome.rows,
            "warned_by_kind": outcome.warned_by_kind,
            "rejected": outcome.rejected,
            "control": outcome.control,
            "plan": outcome.plan,
            "holds": outcome.holds,
            "batch": outcome.batch.pk if outcome.batch else None,
        },
        ensure_ascii=False,
    )


def _plain(outcome: Outcome) -> str:
    day = f", số liệu đến {outcome.as_of:%d/%m/%Y}" if outcome.as_of else ""
    lines = [f"{KINDS[outcome.kind].label}{day}: {outcome.state}"]
    if outcome.is_known:
        lines.append("Tệp này đã được nhập trước đây; không có gì thay đổi.")
    lines.append(f"Nhận {outcome.rows['accepted']} dòng, cảnh báo {outcome.rows['warned']}, không nhận {outcome.rows['rejected']}.")
    lines += [f"  cảnh báo {kind}: {count}" for kind, count in outcome.warned_by_kind.items()]
    lines += [f"  không nhận {row['at']}: {row['reason']} {row['value']}" for row in outcome.rejected]
    lines += [f"  giữ lại: {reason['sentence']}" for reason in outcome.holds]
    return "\n".join(lines)
