# SPDX-License-Identifier: MIT
"""A small HTTP/1.1 server on asyncio with misbehaviour built in.

It knows nothing of DNS: it reads requests, asks a handler for the reply, applies a fault and writes one JSON
line for each request. Times are CLOCK_MONOTONIC nanoseconds, so that they compare with those of other
processes of the same machine.
"""

import asyncio
import json
import socket
import struct
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

MAX_HEAD = 64 * 1024
MAX_BODY = 16 * 1024 * 1024
PORTAL = ("<!DOCTYPE html><html><head><title>Welcome to the hotel</title></head>"
          "<body><h1>Please sign in</h1><form action='/login'></form></body></html>")


@dataclass
class Request:
    method: str
    path: str                   # decoded, without the query
    query: dict                 # the last value of each name
    headers: dict               # names in lower case
    body: bytes
    peer: str
    connection: int
    number: int                 # of this request on its connection, from 1
    tls: bool
    target: str = ""            # path and query as they came over the wire
    note: dict = field(default_factory=dict)    # what the service wants in the log

    def form(self):
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def json(self):
        return json.loads(self.body or b"null")


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    headers: dict = field(default_factory=dict)


def text(body, status=200, **headers):
    return Reply(status, body.encode(), headers={k.replace("_", "-"): v for k, v in headers.items()})


def as_json(value, status=200):
    return Reply(status, json.dumps(value, ensure_ascii=False).encode(), "application/json")


class Faults:
    """Rules, looked at in order; the first that matches a request is applied to it.

    A rule: {"action": ..., "kind": "dyndns2"|"*", "op":, "host":, "method":, "path": (a part of it),
    "skip": n (let the first n pass), "times": n (0 = for ever)} and what the action needs.
    """

    MATCH = ("kind", "op", "method")

    def __init__(self):
        self.rules = []

    def set(self, rules):
        self.rules = [dict(r, _seen=0) for r in rules]

    def find(self, request):
        for rule in self.rules:
            if any(rule.get(k, "*") not in ("*", request.note.get(k, request.method if k == "method" else None))
                   for k in self.MATCH):
                continue
            if rule.get("path", "") not in request.path:
                continue
            if "host" in rule and rule["host"] not in request.note.get("hosts", ()):
                continue
            rule["_seen"] += 1
            nth = rule["_seen"] - rule.get("skip", 0)
            if nth > 0 and (not rule.get("times") or nth <= rule["times"]):
                return rule
        return None


class HttpServer:
    """`route(request) -> handler` names the request (request.note) before a fault is looked for; the handler
    is called only when the fault lets it happen."""

    def __init__(self, route, log):
        self.route = route
        self.log = log
        self.faults = Faults()
        self.connections = 0
        self.open_now = 0

    async def serve(self, reader, writer):
        self.connections += 1
        self.open_now += 1
        number, mine = 0, self.connections
        peer = writer.get_extra_info("peername")
        peer = peer[0] if isinstance(peer, tuple) else "local"
        tls = writer.get_extra_info("ssl_object") is not None
        raw = writer.get_extra_info("socket")
        if raw is not None and raw.family != socket.AF_UNIX:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while True:
                number += 1
                request, first = await self.read(reader, writer, peer, mine, number, tls)
                if request is None or not await self.answer(request, first, writer):
                    break
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            pass
        finally:
            self.open_now -= 1
            writer.close()

    async def read(self, reader, writer, peer, connection, number, tls):
        start = await reader.read(1)
        if not start:
            return None, 0
        first = time.monotonic_ns()
        head = (start + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = head.split("\r\n")
        method, target, _ = lines[0].split(" ", 2)
        headers = {k.strip().lower(): v.strip() for k, _, v in (ln.partition(":") for ln in lines[1:] if ln)}
        if headers.get("expect", "").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        size = int(headers.get("content-length", "0"))
        if size > MAX_BODY:
            return None, 0
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = await self.read_chunks(reader)
        else:
            body = await reader.readexactly(size) if size else b""
        url = urlsplit(target)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        return Request(method, unquote(url.path), query, headers, body, peer, connection, number, tls,
                       target), first

    @staticmethod
    async def read_chunks(reader):
        body = b""
        while True:
            size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
            body += await reader.readexactly(size)
            await reader.readexactly(2)
            if size == 0 or len(body) > MAX_BODY:
                return body

    async def answer(self, request, first, writer):
        """False when the connection is to be closed."""
        done = time.monotonic_ns()
        handler = self.route(request)
        fault = None if request.note.get("kind") == "admin" else self.faults.find(request)
        action = fault["action"] if fault else None
        applied = action in (None, "slow", "apply-reset", "truncate-applied")
        reply = handler(request) if applied else None
        keep = request.headers.get("connection", "").lower() != "close"
        if fault and reply is None:
            reply, keep = faulty_reply(fault, keep)
        entry = {"t_ns": done, "t_first_ns": first, "conn": request.connection, "n_on_conn": request.number,
                 "tls": request.tls, "peer": request.peer, "method": request.method, "path": request.path,
                 "ua": request.headers.get("user-agent", ""), "bytes": len(request.body),
                 "fault": fault.get("name", action) if fault else None,
                 "status": reply.status if reply else None,
                 "reply": reply.body[:200].decode("utf-8", "replace") if reply else None}
        entry.update(request.note)
        if entry.get("kind") != "admin":
            self.log(entry)
        delay = fault.get("delay_ms", 0) / 1000 if fault else 0
        if delay:
            await asyncio.sleep(delay)
        if action == "hang":
            await asyncio.sleep(fault.get("seconds", 3600))
            return False
        if action in ("reset", "apply-reset"):
            return self.reset(writer)
        if action == "close":
            return False
        data = wire(reply, keep)
        if action in ("truncate", "truncate-applied"):
            data, keep = data[: len(data) - max(1, len(reply.body) // 2)], False
        writer.write(data)
        await writer.drain()
        return keep

    @staticmethod
    def reset(writer):
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        return False


def faulty_reply(fault, keep):
    """What goes out in place of the service's answer; None when nothing does."""
    action = fault["action"]
    extra = dict(fault.get("headers", {}))
    if "retry_after" in fault:
        extra["Retry-After"] = str(fault["retry_after"])
    if action == "reply":
        kind = fault.get("content_type", "text/plain")
        return Reply(fault.get("status", 200), fault.get("body", "").encode(), kind, extra), keep
    if action == "portal":
        return Reply(200, PORTAL.encode(), "text/html; charset=utf-8"), keep
    if action == "redirect":
        return Reply(302, b"", headers={"Location": fault["to"]}), keep
    if action == "garbage":
        return Reply(200, bytes((i * 73 + 41) % 256 for i in range(600)), "application/octet-stream"), keep
    if action == "huge":
        return Reply(200, b"x" * fault.get("size", 32 * 1024 * 1024), "text/plain"), False
    if action == "truncate":
        return Reply(200, b"good" + b" " * 400), False
    return None, False          # hang, reset, close


def wire(reply, keep):
    reason = {200: "OK", 302: "Found", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
              429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}
    head = [f"HTTP/1.1 {reply.status} {reason.get(reply.status, 'Status')}", f"Content-Type: {reply.kind}",
            f"Content-Length: {len(reply.body)}", f"Connection: {'keep-alive' if keep else 'close'}"]
    head += [f"{k}: {v}" for k, v in reply.headers.items()]
    return ("\r\n".join(head) + "\r\n\r\n").encode("latin-1") + reply.body
