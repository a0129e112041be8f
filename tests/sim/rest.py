# SPDX-License-Identifier: MIT
"""What the REST services have in common: refusals, limits, addresses, zones with records."""

import ipaddress
import time

from httpd import as_json


class Refused(Exception):
    def __init__(self, status, body, **headers):
        super().__init__(str(body))
        self.status, self.body = status, body
        self.headers = {k.replace("_", "-"): str(v) for k, v in headers.items()}

    def reply(self):
        reply = as_json(self.body, self.status)
        reply.headers.update(self.headers)
        return reply


class Limit:
    """So many requests in a window of seconds; 0 = any."""

    def __init__(self, most, seconds):
        self.most, self.seconds, self.times = most, seconds, []

    def wait(self):
        """0 when the request may pass (it is counted), else the seconds until one may."""
        now = time.monotonic()
        self.times = [t for t in self.times if now - t < self.seconds]
        if self.most and len(self.times) >= self.most:
            return max(1, round(self.seconds - (now - self.times[0])))
        self.times.append(now)
        return 0

    def left(self):
        return max(0, self.most - len(self.times))


def is_address(kind, value):
    try:
        return ipaddress.ip_address(value).version == {"A": 4, "AAAA": 6}[kind]
    except (ValueError, KeyError):
        return False


def full(name, zone, apex="@"):
    return zone if name in (apex, "", None) else f"{name}.{zone}"


def relative(fqdn, zone, apex="@"):
    return apex if fqdn == zone else fqdn[: -len(zone) - 1]


def zone_of(fqdn, zones):
    return max((z for z in zones if fqdn == z or fqdn.endswith("." + z)), key=len)


class RestService:
    """Routes a request into the log and turns what `answer` raises into a reply."""

    kind = ""

    def route(self, request):
        request.note.update(kind=self.kind, op=self.operation(request))
        return self.handle

    def handle(self, request):
        try:
            return self.answer(request)
        except Refused as e:
            return e.reply()

    @staticmethod
    def wrote(request, name, values):
        request.note.update(changed=True, hosts=[name], values=list(values))
        request.note.update({("ip6" if ":" in v else "ip4"): v for v in values})
