# SPDX-License-Identifier: MIT
"""Signatures of requests, computed anew from what came over the wire as the services describe them.

Each `check` gets the request, the secrets by key id and the service's time; what is wrong is a BadProof with one of
the reasons `missing`, `key`, `expired`, `replay`, `signature`.
"""

import base64
import calendar
import hashlib
import hmac
import json
import re
import subprocess
import tempfile
import time
from urllib.parse import quote, unquote, urlsplit


class BadProof(Exception):
    @property
    def reason(self):
        return self.args[0]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def keyed(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256)


def chained(start, *words):
    key = start.encode()
    for word in words:
        key = keyed(key, word).digest()
    return key


def encoded(text):
    return quote(text, safe="-_.~")


def path_of(request):
    return urlsplit(request.target).path


def query_of(request):
    """Sorted, every name and value encoded once."""
    pairs = [(p.partition("=")[0], p.partition("=")[2]) for p in urlsplit(request.target).query.split("&") if p]
    return "&".join(f"{k}={v}" for k, v in sorted((encoded(unquote(k)), encoded(unquote(v))) for k, v in pairs))


def header_lines(request, names):
    return "".join(f"{n}:{' '.join(request.headers.get(n, '').split())}\n" for n in names)


def authorization(request, pattern):
    """What the pattern names; SignedHeaders also as a list, which must be in order."""
    found = re.fullmatch(pattern, request.headers.get("authorization", ""))
    if not found:
        raise BadProof("missing")
    parts = found.groupdict()
    parts["names"] = parts["signed"].split(";")
    if parts["names"] != sorted(parts["names"]):
        raise BadProof("missing")
    return parts


def need(condition, reason="signature"):
    if not condition:
        raise BadProof(reason)


def at(text, form):
    try:
        return calendar.timegm(time.strptime(text, form))
    except ValueError:
        raise BadProof("missing") from None


def same(expected, given):
    need(hmac.compare_digest(expected, given))


SIGV4 = (r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, "
         r"SignedHeaders=(?P<signed>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})")


def check_sigv4(request, secrets, now, region, service, skew=300):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"""
    a = authorization(request, SIGV4)
    stamp = request.headers.get("x-amz-date", "")
    must = {"host"} | {n for n in request.headers if n.startswith("x-amz-") or n == "content-type"}
    need(must <= set(a["names"]) and (a["region"], a["service"], a["day"]) == (region, service, stamp[:8]))
    need(a["key"] in secrets, "key")
    need(abs(at(stamp, "%Y%m%dT%H%M%SZ") - now) <= skew, "expired")
    # The path as it was sent is encoded once more.
    path = "/".join(encoded(part) for part in path_of(request).split("/"))
    canonical = "\n".join([request.method, path, query_of(request), header_lines(request, a["names"]), a["signed"],
                           sha256(request.body)])
    scope = f"{a['day']}/{region}/{service}/aws4_request"
    key = chained("AWS4" + secrets[a["key"]], a["day"], region, service, "aws4_request")
    same(keyed(key, f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{sha256(canonical.encode())}").hexdigest(), a["signature"])


TC3 = (r"TC3-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{4}-\d\d-\d\d)/(?P<service>[^/]+)/tc3_request, "
       r"SignedHeaders=(?P<signed>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})")


def check_tc3(request, secrets, now, service, skew=300):
    """https://www.tencentcloud.com/document/api/213/33224"""
    a = authorization(request, TC3)
    stamp = request.headers.get("x-tc-timestamp", "")
    need(stamp.isdigit(), "missing")
    need(a["key"] in secrets, "key")
    need(abs(int(stamp) - now) <= skew, "expired")
    day = time.strftime("%Y-%m-%d", time.gmtime(int(stamp)))
    need({"content-type", "host"} <= set(a["names"]) and (a["day"], a["service"]) == (day, service))
    canonical = "\n".join([request.method, path_of(request), query_of(request), header_lines(request, a["names"]).lower(),
                           a["signed"], sha256(request.body)])
    key = chained("TC3" + secrets[a["key"]], day, service, "tc3_request")
    text = f"TC3-HMAC-SHA256\n{stamp}\n{day}/{service}/tc3_request\n{sha256(canonical.encode())}"
    same(keyed(key, text).hexdigest(), a["signature"])


ACS3 = (r"ACS3-HMAC-SHA256 Credential=(?P<key>[^,]+),SignedHeaders=(?P<signed>[a-z0-9;-]+),"
        r"Signature=(?P<signature>[0-9a-f]{64})")


def check_acs3(request, secrets, now, nonces, skew=900):
    """https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature"""
    a = authorization(request, ACS3)
    must = {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"}
    need(must | {n for n in request.headers if n.startswith("x-acs-")} <= set(a["names"]), "missing")
    need(all(request.headers.get(n) for n in must), "missing")
    need(a["key"] in secrets, "key")
    need(abs(at(request.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ") - now) <= skew, "expired")
    need(request.headers["x-acs-content-sha256"] == sha256(request.body))
    canonical = "\n".join([request.method, path_of(request), query_of(request), header_lines(request, a["names"]),
                           a["signed"], sha256(request.body)])
    text = "ACS3-HMAC-SHA256\n" + sha256(canonical.encode())
    same(keyed(secrets[a["key"]].encode(), text).hexdigest(), a["signature"])
    nonce = request.headers["x-acs-signature-nonce"]
    need(nonce not in nonces, "replay")
    nonces.add(nonce)


SDK = (r"SDK-HMAC-SHA256 Access=(?P<key>[^,]+), SignedHeaders=(?P<signed>[a-z0-9;-]+), "
       r"Signature=(?P<signature>[0-9a-f]{64})")


def check_sdk(request, secrets, now, skew=900):
    """https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html"""
    a = authorization(request, SDK)
    stamp = request.headers.get("x-sdk-date", "")
    need("x-sdk-date" in a["names"], "missing")
    need(a["key"] in secrets, "key")
    need(abs(at(stamp, "%Y%m%dT%H%M%SZ") - now) <= skew, "expired")
    path = path_of(request)
    canonical = "\n".join([request.method, path if path.endswith("/") else path + "/", query_of(request),
                           header_lines(request, a["names"]), a["signed"], sha256(request.body)])
    text = f"SDK-HMAC-SHA256\n{stamp}\n{sha256(canonical.encode())}"
    same(keyed(secrets[a["key"]].encode(), text).hexdigest(), a["signature"])


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check_assertion(assertion, public_key, now, audience):
    """The claims of a JWT signed with RS256 (RFC 7523), good for an hour at most; by openssl."""
    try:
        head, body, signature = assertion.split(".")
        header, claims = json.loads(unpadded(head)), json.loads(unpadded(body))
    except ValueError:
        raise BadProof("missing") from None
    need(header.get("alg") == "RS256" and claims.get("aud") == audience, "missing")
    with tempfile.NamedTemporaryFile() as file:
        file.write(unpadded(signature))
        file.flush()
        r = subprocess.run(["openssl", "dgst", "-sha256", "-verify", public_key, "-signature", file.name],
                           input=f"{head}.{body}".encode(), capture_output=True, timeout=10)
    need(r.returncode == 0)
    need(claims["exp"] - claims["iat"] <= 3600 and claims["iat"] - 300 <= now < claims["exp"], "expired")
    return claims
