"""Kinds of notifications: what people are told, so that each can say which ones also come by mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from .registry import Registry


@dataclass(frozen=True)
class NotificationKind:
    """`code` is stored with each notification; `label` is what the settings say; `icon` is a name of the web floor."""

    code: str
    label: str | Promise
    icon: str = "bell"


notification_kinds: Registry[NotificationKind] = Registry("notification kinds", key=lambda kind: kind.code)
