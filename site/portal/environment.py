"""Every variable that the site reads from its environment, typed and explained."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]

#: Variables that other parts of the start-up read; the check for unknown names lets them pass.
OUTSIDE = frozenset({"PORTAL_PYTHON"})


class Environment(BaseSettings):
    """The environment of one installation; an unknown PORTAL_ name or a bad value stops the start."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", extra="forbid", frozen=True, populate_by_name=True)

    database_url: str = Field(
        "", validation_alias="DATABASE_URL", description="Database address; empty means SQLite in the folder of the run."
    )
    var: Path = Field(ROOT / "var", description="Folder for everything that a run writes.")
    debug: bool = Field(False, description="Show tracebacks in the browser. Never in production.")
    demo: bool = Field(True, description="Let ./run load the fictional province when DATABASE_URL is unset.")
    hosts: str = Field("localhost,127.0.0.1,[::1]", description="Host names that the site answers to, by comma.")
    base_url: str = Field("http://localhost:8000", description="Public address of the site, without a final slash.")
    province: str = Field("34:99", description="Scheme and code of the province; 34:99 is the fictional one.")
    province_name: str = Field("tỉnh Minh Họa", description="Name of the province as it stands in a sentence.")
    authority: str = Field("UBND tỉnh Minh Họa", description="Name of the authority that publishes.")
    press_contact: str = Field(
        "", description="Contact at the end of press releases: name, telephone, e-mail. Empty leaves the place open."
    )
    broker_url: str = Field("filesystem://localhost/", description="Celery's broker: filesystem://, redis:// or amqp://.")
    redis_url: str = Field("", description="Cache and page epoch shared by several hosts; empty means the database.")
    proxies: int = Field(0, ge=0, le=5, description="How many trusted proxies stand in front of the site.")
    https: bool = Field(False, description="The site is reached by HTTPS only: secure cookies, HSTS.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Level of the log file.")
    secret_key: str = Field("", description="Django's secret; empty means one made once under the folder of the run.")
    secret_key_file: Path | None = Field(None, description="File that holds the secret, instead of secret_key.")
    officer_mfa: bool | None = Field(
        None, description="Officers must have a second factor before they reach the admin. Unset: yes, except in the demo."
    )
    telegram_token: str = Field(
        "",
        description="Token of the Telegram bot; empty switches the channel off. Telegram has been blocked in Vietnam since 05/2025: "
        "for trials and readers abroad, not a channel for citizens.",
    )
    telegram_token_file: Path | None = Field(None, description="File that holds the token.")
    telegram_secret: str = Field("", description="Secret that Telegram sends with each webhook call.")
    telegram_api: str = Field("https://api.telegram.org", description="Address of the Bot API server.")
    telegram_per_second: float = Field(
        30, ge=0, description="How many messages Telegram takes from a bot in a second; 0: no limit, in a chat neither."
    )
    telegram_channel: str = Field("", description="Channel for public news, @name or number; the bot must be its administrator.")
    telegram_takes_complaints: bool = Field(False, description="A worker may choose to complain inside the chat.")

    zalo_app_id: str = Field(
        "", description="Application that acts for the Zalo Official Account, in news and chat; empty switches both off."
    )
    zalo_app_secret: str = Field("", description="Secret of that application.")
    zalo_app_secret_file: Path | None = Field(None, description="File that holds the secret.")
    zalo_refresh_token: str = Field(
        "", description="First refresh token that the account gave; later ones are kept sealed in the database."
    )
    zalo_oa_secret: str = Field(
        "", description="Secret key of the Official Account, by which calls to /hook/zalo/ are known; empty switches the chat on Zalo off."
    )
    zalo_oa_secret_file: Path | None = Field(None, description="File that holds that key.")
    zalo_takes_complaints: bool = Field(False, description="A worker may choose to complain inside the chat on Zalo.")
    zalo_reply_hours: int = Field(
        168,
        ge=1,
        description="How long after a person's last message Zalo takes our answer. 7 days by its documents; another note says 48 hours "
        "and 8 free messages: to be confirmed with Zalo (11/2026).",
    )
    zalo_cover: str = Field("", description="Address of the picture on top of each article; Zalo demands one.")
    zalo_api: str = Field("https://openapi.zalo.me", description="Address of Zalo's API.")
    zalo_oauth: str = Field("https://oauth.zaloapp.com", description="Address where Zalo's tokens are exchanged.")
    mail_url: str = Field(
        "",
        pattern=r"^$|^smtps?://[^/?#]+/?(\?tls=1)?$|^file:///",
        description="Mail server: smtp://name:password@host:587?tls=1 or smtps://…; file:///folder writes letters there. "
        "Empty: no mail leaves; in the demo, letters go to the folder mail of the run.",
    )
    mail_url_file: Path | None = Field(None, description="File that holds the address of the mail server.")
    mail_from: str = Field(
        "", description="Sender of letters: Name <address>, of a domain with SPF and DKIM. Empty: the authority at the site's host."
    )
    returned_mail: Path | None = Field(
        None, description="Maildir into which the mail server puts what comes back to the sender of letters; unset: none is read."
    )
    mail_per_second: float = Field(20, ge=0, description="How many letters the mail server takes in a second; 0: as many as it can.")
    purge_url: str = Field(
        "", description="Where a cache or CDN is told to forget: {path} stands for the path, {url} for the whole address. Empty: none."
    )
    purge_method: str = Field("PURGE", description="Method of that call.")
    purge_token: str = Field("", description="Bearer token of that call.")
    purge_token_file: Path | None = Field(None, description="File that holds that token.")
    webhooks_inner: bool = Field(False, description="Webhooks may call plain HTTP and addresses of the inner network.")

    @model_validator(mode="before")
    @classmethod
    def _no_unknown_names(cls, values: dict[str, object]) -> dict[str, object]:
        known = {f"PORTAL_{name}".upper() for name in cls.model_fields} | OUTSIDE
        unknown = sorted(name for name in os.environ if name.startswith("PORTAL_") and name not in known)
        if unknown:
            raise ValueError(f"unknown variables: {', '.join(unknown)}; docs/settings.md lists the known ones")
        return values

    @model_validator(mode="after")
    def _debug_stays_at_home(self) -> Self:
        if self.debug and self.https:
            raise ValueError("PORTAL_DEBUG and PORTAL_HTTPS exclude each other")
        return self

    @property
    def is_demo(self) -> bool:
        """Tell whether ``./run`` fills this installation with the fictional province."""
        return self.demo and not self.database_url

    def text(self, name: str) -> str:
        """Return the setting ``name``, or what stands in the file that ``<name>_file`` points at."""
        path: Path | None = getattr(self, f"{name}_file")
        return path.read_text(encoding="utf-8").strip() if path else str(getattr(self, name))


def load() -> Environment:
    """Read the environment."""
    return Environment()
