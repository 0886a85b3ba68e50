"""JSON that is signed: requests of others that are believed or not, and answers that bear our own signature."""

import json
from collections.abc import Callable
from typing import Any

from zaiton.counterparts.clock import Clock
from zaiton.counterparts.serving import Answer, Asked
from zaiton.counterparts.signing import Answered, Keys, NotBelieved

JSON = "application/json"


class Speaker:
    """Signs what it answers, and asks a signature of whoever sends something in."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self._keys, self._clock = keys, clock

    def answer(self, status: int, content: Any) -> Answer:
        """The content as signed JSON."""
        body = json.dumps(content, ensure_ascii=False).encode()
        headers = self._keys.sign(Answered(status, {"Content-Type": JSON}), body, self._clock.now())
        return Answer(status, body, JSON, headers)

    def signed(self, handler: Callable[[Asked, dict[str, Any]], Answer]) -> Callable[[Asked], Answer]:
        """The handler behind a check: whoever came in by TLS signed this very request, and it is a JSON object."""

        def checked(asked: Asked) -> Answer:
            at = self._clock.now()
            try:
                signer = self._keys.believe(asked.method, asked.path, asked.headers, asked.body, at=at)
                if signer != asked.client:
                    raise NotBelieved("signed by another than came in")
                content = json.loads(asked.body)
                if not isinstance(content, dict):
                    raise ValueError("an object is expected")
                return handler(asked, content)
            except NotBelieved as why:
                return self.answer(401, {"error": "signature", "words": str(why)})
            except (ValueError, KeyError, TypeError) as why:
                return self.answer(422, {"error": "unreadable", "words": str(why)})

        return checked


def whole(content: dict[str, Any], name: str) -> int:
    """A whole number. Raises ``ValueError`` for anything else (also for a number written as a text)."""
    value = content[name]
    if type(value) is not int or abs(value) >= 10**15:
        raise ValueError(f"{name}: a whole number of minor units")
    return value


def word(content: dict[str, Any], name: str, *, most: int = 140, default: str | None = None) -> str:
    """A text that is there and not too long. Raises ``ValueError``."""
    value = content.get(name, default)
    if not isinstance(value, str) or len(value) > most or (default is None and not value):
        raise ValueError(f"{name}: a text of at most {most} characters")
    return value
