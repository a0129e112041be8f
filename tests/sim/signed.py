# SPDX-License-Identifier: MIT
"""What the services have in common whose requests carry a proof: a clock, keys that may only read, tokens."""

import secrets
import time
from email.utils import formatdate

from httpd import Reply
from rest import Stored
from signatures import BadProof

WRITES = ("create", "put", "patch", "delete")


class Signed(Stored):
    """Theirs are `prove`, which raises BadProof, and `unproven`, `forbidden` and `refuse`, their words for failures.

    `ahead`: seconds that the service's clock is ahead of this machine's; `reads_only`: the keys may not write.
    """

    # What is wrong with a record, as `Stored.check` says it, and their codes for it.
    codes = {}

    def __init__(self, user, token, zones, rate=None, ahead=0, reads_only=False):
        super().__init__(user, token, zones, rate)
        self.ahead, self.reads_only = ahead, reads_only

    def now(self):
        return time.time() + self.ahead

    def handle(self, request):
        reply = super().handle(request)
        reply.headers["Date"] = formatdate(self.now(), usegmt=True)
        return reply

    def login(self, request):
        try:
            self.prove(request)
        except BadProof as e:
            raise self.unproven(e.reason) from None
        if self.reads_only and self.operation(request) in WRITES:
            raise self.forbidden(request)

    def code(self, message, otherwise):
        return next((code for start, code in self.codes.items() if message.startswith(start)), otherwise)


class Tokens:
    """Bearer tokens that a service gave out."""

    lifetime = 3599

    def __init__(self):
        self.until = {}

    def give(self, now):
        token = "ya-" + secrets.token_hex(20)
        self.until[token] = now + self.lifetime
        return token

    def check(self, request, now):
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or token not in self.until:
            raise BadProof("key")
        if self.until[token] <= now:
            raise BadProof("expired")


def xml(body, status=200):
    return Reply(status, body.encode(), "text/xml")
