#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A gateway of UPnP alone that says what a test wants, and somebody on its link who sends events.

    igd.py serve LISTEN FOLDER [EVENT_URL]     answers searches, the description, the call and subscriptions
    igd.py tell SOURCE < JSON                  sends requests NOTIFY one after the other; prints their statuses

In FOLDER, `address` holds the address that it says, and requests.jsonl what it was asked.
"""

import json
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

GROUP = "239.255.255.250"
TYPE = "urn:schemas-upnp-org:service:WANIPConnection:1"
SID = "uuid:5c9c0e5e-0000-4000-8000-000000000001"


def answer_searches(listen):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("", 1900))
    s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(GROUP) + socket.inet_aton(listen))
    while True:
        _, peer = s.recvfrom(2048)
        s.sendto((f"HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n"
                  f"LOCATION: http://{listen}:5000/root.xml\r\n\r\n").encode(), peer)


def serve(listen, folder, event_url="/evt"):
    class Gateway(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def reply(self, body="", headers=()):
            entry = {"t_ns": time.monotonic_ns(), "method": self.command, "path": self.path,
                     "headers": {k.lower(): v for k, v in self.headers.items()}}
            with open(Path(folder) / "requests.jsonl", "a") as f:
                f.write(json.dumps(entry) + "\n")
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def do_GET(self):
            self.reply(f"<root><device><serviceList><service><serviceType>{TYPE}</serviceType><controlURL>/ctl</controlURL>"
                       f"<eventSubURL>{event_url}</eventSubURL></service></serviceList></device></root>")

        def do_POST(self):
            self.reply(f"<a><NewExternalIPAddress>{(Path(folder) / 'address').read_text()}</NewExternalIPAddress></a>")

        def do_SUBSCRIBE(self):
            self.reply(headers=[("SID", SID), ("TIMEOUT", "Second-1800")])

        def do_UNSUBSCRIBE(self):
            self.reply()

        def log_message(self, *_):
            pass

    threading.Thread(target=answer_searches, args=(listen,), daemon=True).start()
    ThreadingHTTPServer((listen, 5000), Gateway).serve_forever()


def notify(path, sid, address, nts="upnp:propchange"):
    body = (f'<e:propertyset xmlns:e="urn:schemas-upnp-org:event-1-0"><e:property><ExternalIPAddress>{address}'
            "</ExternalIPAddress></e:property></e:propertyset>")
    return (f"NOTIFY {path} HTTP/1.1\r\nNT: upnp:event\r\nNTS: {nts}\r\nSID: {sid}\r\nSEQ: 1\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}")


def exchange(source, to, text):
    """The status, or 0 when hung up on without an answer."""
    try:
        with socket.create_connection(to, timeout=8, source_address=(source, 0)) as s:
            s.sendall(text.encode())
            answer = s.recv(4096)
    except ConnectionError:
        return 0
    return int(answer.split()[1]) if answer else 0


def tell(source):
    todo = json.load(sys.stdin)
    callback = urlsplit(todo["callback"])
    print(json.dumps([exchange(source, (callback.hostname, callback.port), text) for text in todo["texts"]]))


if __name__ == "__main__":
    {"serve": serve, "tell": tell}[sys.argv[1]](*sys.argv[2:])
