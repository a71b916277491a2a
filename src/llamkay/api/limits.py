"""How often one address may ask, counted in the database: whichever process of the server answers."""

from datetime import timedelta
from threading import local

from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from ninja.throttling import BaseThrottle

WINDOW = timedelta(minutes=1)
# One statement a request: a window begins with the first request and is counted until it ends.
_COUNT = """
    INSERT INTO api_publicuse AS u (who, since, times) VALUES (%(who)s, clock_timestamp(), 1)
    ON CONFLICT (who) DO UPDATE SET
      times = CASE WHEN u.since > clock_timestamp() - %(window)s THEN least(u.times, %(most)s) + 1 ELSE 1 END,
      since = CASE WHEN u.since > clock_timestamp() - %(window)s THEN u.since ELSE clock_timestamp() END
    RETURNING times, %(window)s - (clock_timestamp() - since)
"""
# By whoever begins a window: what nobody counts any more, but what another request holds.
_FORGET = """
    DELETE FROM api_publicuse WHERE who IN (
      SELECT who FROM api_publicuse WHERE since <= clock_timestamp() - %(window)s LIMIT 1000 FOR UPDATE SKIP LOCKED)
"""


class SharedThrottle(BaseThrottle):
    """So many requests a minute from one address, over every process; the address itself is not kept."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._mine = local()  # one object serves every thread of a process

    def allow_request(self, request: HttpRequest) -> bool:
        address = request.META["REMOTE_ADDR"]  # the one that the server saw: what a header says anybody may write
        who = salted_hmac("llamkay.api.limits", address, algorithm="sha256").hexdigest()
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, {"who": who, "most": self.most, "window": WINDOW})
            times, left = cursor.fetchone()
            if times == 1:
                cursor.execute(_FORGET, {"window": WINDOW})
        self._mine.left = left.total_seconds()
        return bool(times <= self.most)

    def wait(self) -> float:
        """The seconds until the window of the last request of this thread ends."""
        return float(self._mine.left)
