"""The server: address, port, how many processes and threads (docs/decisions/0001-server.md says why these)."""

from zaiton.base.text import gettext_noop

from . import from_env
from .security import HTTPS

HOST = from_env.text("ZAITON_HOST", "127.0.0.1", gettext_noop("address the server listens on; 0.0.0.0 for all"))
PORT = from_env.whole("PORT", 8000, gettext_noop("port the server listens on"), low=1, high=65535)
PROCESSES = from_env.whole("ZAITON_PROCESSES", 2, gettext_noop("server processes"), low=1, high=64)
THREADS = from_env.whole("ZAITON_THREADS", 4, gettext_noop("threads in each server process"), low=1, high=64)
WORKERS = from_env.whole(
    "ZAITON_WORKERS",
    1,
    gettext_noop("processes of background work beside the server; 0 where zaiton work run is started elsewhere"),
    low=0,
    high=16,
)
PROXY = from_env.text(
    "ZAITON_PROXY",
    "127.0.0.1" if HTTPS else "",
    gettext_noop("address of the proxy whose X-Forwarded headers are believed"),
)
