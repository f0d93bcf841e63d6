"""Loaders of the demonstration region: each app brings its part, in order, the same at each run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .registry import Registry


@dataclass(frozen=True)
class DemoLoader:
    """`load(say)` writes one app's part; `say(line)` shows progress. Lower `order` first."""

    name: str
    order: int
    load: Callable[[Callable[[str], None]], None]


demo_loaders: Registry[DemoLoader] = Registry("demonstration loaders", key=lambda loader: loader.name)


def in_order() -> list[DemoLoader]:
    return sorted(demo_loaders, key=lambda loader: loader.order)
