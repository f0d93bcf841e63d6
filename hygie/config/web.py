"""The web process: gunicorn with threads, in this interpreter."""

from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from hygie.config.parent import end_with_parent


class Web(BaseApplication):  # type: ignore[misc]
    """Gunicorn configured by values instead of its own command line."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from hygie.config.wsgi import application  # in the forked process

        return application


def run(host: str, port: int, *, workers: int, threads: int) -> int:
    """Serve pages until SIGTERM."""
    end_with_parent()
    Web(
        {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "loglevel": "warning",
            "timeout": 120,
            "graceful_timeout": 10,
            "keepalive": 5,
            "control_socket_disable": True,
        }
    ).run()
    return 0
