# SPDX-License-Identifier: MIT
"""Services that keep records one by one, each on a line, and sign what is called: Tencent Cloud's and Alibaba Cloud's."""

from httpd import as_json
from rest import Refused, full, relative
from signatures import check_acs3, check_tc3
from signed import Signed

DUPLICATE, BESIDE, TTL, VALUE = "The record exists", "A CNAME", "The TTL", "The value"


class Lined(Signed):
    extras = ("line",)
    default_line = "default"

    def insert(self, *given, line=None, **more):
        return super().insert(*given, line=line or self.default_line, **more)

    def served(self, request, parts):
        action = self.action(request)
        call = getattr(self, self.calls.get(action, ("", "no_such_call"))[1])
        return as_json(call(request, self.parameters(request)))

    def operation(self, request):
        return self.calls.get(self.action(request), ("unknown", ""))[0]


class TencentCloud(Lined):
    """DNSPod by the API 3.0, whose failures have the status 200. https://cloud.tencent.com/document/api/1427/56193"""

    kind = "tencentcloud"
    window, rate = 1, 20                                     # the usual limit of one action
    most_ttl, default_ttl = 604800, 600
    default_line = "默认"
    page, domains_page = 3000, 3000
    codes = {DUPLICATE: "InvalidParameter.DomainRecordExist", BESIDE: "FailedOperation.RecordConflict",
             TTL: "LimitExceeded.RecordTtlLimit", VALUE: "InvalidParameter.RecordValueInvalid"}
    calls = {"DescribeDomainList": ("zones", "domains"), "DescribeRecordList": ("list", "list"),
             "CreateRecord": ("create", "add"), "ModifyRecord": ("put", "modify"), "DeleteRecord": ("delete", "drop")}

    @staticmethod
    def action(request):
        return request.headers.get("x-tc-action", "")

    @staticmethod
    def parameters(request):
        return request.json()

    @staticmethod
    def error(code, message):
        return Refused(200, {"Response": {"Error": {"Code": code, "Message": message}, "RequestId": "q"}})

    def prove(self, request):
        check_tc3(request, {self.user: self.token}, self.now(), "dnspod")

    def unproven(self, reason):
        return {"missing": self.error("AuthFailure.InvalidAuthorization", "The header Authorization is not valid."),
                "key": self.error("AuthFailure.SecretIdNotFound", "The SecretId is not found."),
                "expired": self.error("AuthFailure.SignatureExpire", "The signature is expired."),
                "signature": self.error("AuthFailure.SignatureFailure", "The signature could not be validated.")}[reason]

    def forbidden(self, request):
        return self.error("UnauthorizedOperation", f"No permission for dnspod:{self.action(request)}.")

    def too_many(self, wait):
        return self.error("RequestLimitExceeded", "Your current request times exceed the limit in a second.")

    def refuse(self, status, message):
        if message.startswith("There is no such zone"):
            return self.error("FailedOperation.NotDomainOwner", "The domain is not in this account.")
        if status == 404:
            return self.error("InvalidParameter.RecordIdInvalid", "The record number is wrong.")
        return self.error(self.code(message, "InvalidParameter"), message)

    def answer(self, request):
        if request.headers.get("x-tc-version") != "2021-03-23" or request.headers.get("content-type") != "application/json":
            raise self.error("NoSuchVersion", "The version of the API does not exist.")
        return super().answer(request)

    def no_such_call(self, request, b):
        raise self.error("InvalidAction", "The requested API does not exist.")

    @staticmethod
    def said(**what):
        return {"Response": {**what, "RequestId": "q"}}

    def domains(self, request, b):
        begin, size = b.get("Offset", 0), b.get("Limit", 20)
        if not 0 < size <= self.domains_page or b.get("Type") != "ALL":
            raise self.error("InvalidParameter.ResultMoreThan500", "The limit is not valid.")
        found = [{"DomainId": int(i), "Name": n, "Status": "ENABLE"} for i, n in self.zones.items()]
        if not found:
            raise self.error("ResourceNotFound.NoDataOfDomain", "There is no domain.")
        return self.said(DomainCountInfo={"AllTotal": len(found)}, DomainList=found[begin: begin + size])

    def list(self, request, b):
        zone = self.zone(b["Domain"])
        begin, size = b.get("Offset", 0), b.get("Limit", 100)
        if not 0 < size <= self.page:
            raise self.error("InvalidParameter.InvalidLimit", "The limit is not valid.")
        name = full(b["Subdomain"], zone) if "Subdomain" in b else None
        found = self.find(zone, name, b.get("RecordType"))
        if not found and b.get("ErrorOnEmpty") != "no":
            raise self.error("ResourceNotFound.NoDataOfRecord", "The list of records is empty.")
        rows = found[begin: begin + size]
        return self.said(RecordCountInfo={"TotalCount": len(found), "ListCount": len(rows)},
                         RecordList=[self.shape(*r) for r in rows])

    @staticmethod
    def shape(number, r):
        return {"RecordId": number, "Name": relative(r["fqdn"], r["zone"]), "Type": r["type"], "Line": r["line"],
                "LineId": "0", "Value": r["value"], "TTL": r["ttl"], "Status": "ENABLE", "Weight": None,
                "Remark": r["note"], "MX": 0}

    def fields(self, b, zone):
        if not b.get("RecordLine"):
            raise self.error("InvalidParameter.RecordLineInvalid", "The line is wrong.")
        # What is not given becomes the default.
        return {"fqdn": full(b.get("SubDomain", "@"), zone), "type": b["RecordType"], "value": b["Value"],
                "line": b["RecordLine"], "ttl": b.get("TTL", self.default_ttl)}

    def add(self, request, b):
        zone = self.zone(b["Domain"])
        f = self.fields(b, zone)
        made = self.create(request, zone, f["fqdn"], f["type"], f["value"], f["ttl"], line=f["line"])
        return self.said(RecordId=made[0])

    def modify(self, request, b):
        zone = self.zone(b["Domain"])
        number, _ = self.one(zone, b["RecordId"])
        self.change(request, number, **self.fields(b, zone))
        return self.said(RecordId=number)

    def drop(self, request, b):
        self.remove(request, self.one(self.zone(b["Domain"]), b["RecordId"])[0])
        return self.said()


class AliDns(Lined):
    """https://help.aliyun.com/zh/dns/api-alidns-2015-01-09-overview. The least TTL is that of plans that cost nothing."""

    kind = "alidns"
    window, rate = 1, 100
    least_ttl, most_ttl, default_ttl = 600, 86400, 600
    page, domains_page = 500, 100
    codes = {DUPLICATE: "DomainRecordDuplicate", BESIDE: "DomainRecordConflict", TTL: "QuotaExceeded.TTL",
             VALUE: "DomainRecordValueInvalid"}
    calls = {"DescribeDomains": ("zones", "domains"), "DescribeDomainRecords": ("list", "list"),
             "AddDomainRecord": ("create", "add"), "UpdateDomainRecord": ("put", "modify"),
             "DeleteDomainRecord": ("delete", "drop")}

    def __init__(self, *given):
        super().__init__(*given)
        self.nonces = set()

    @staticmethod
    def action(request):
        return request.headers.get("x-acs-action", "")

    @staticmethod
    def parameters(request):
        return request.query

    @staticmethod
    def error(status, code, message):
        return Refused(status, {"RequestId": "q", "HostId": "alidns.aliyuncs.com", "Code": code, "Message": message})

    def prove(self, request):
        check_acs3(request, {self.user: self.token}, self.now(), self.nonces)

    def unproven(self, reason):
        return {"missing": self.error(400, "IncompleteSignature", "The request signature does not conform."),
                "key": self.error(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."),
                "expired": self.error(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."),
                "replay": self.error(400, "SignatureNonceUsed", "Specified signature nonce was used already."),
                "signature": self.error(400, "SignatureDoesNotMatch", "Specified signature is not matched.")}[reason]

    def forbidden(self, request):
        return self.error(403, "Forbidden.RAM", "User not authorized to operate on the specified resource.")

    def too_many(self, wait):
        return self.error(400, "Throttling.User", "Request was denied due to user flow control.")

    def refuse(self, status, message):
        if message.startswith("There is no such zone"):
            return self.error(400, "InvalidDomainName.NoExist", "The specified domain name does not exist.")
        if status == 404:
            return self.error(400, "DomainRecordNotBelongToUser", "The domain record does not belong to the user.")
        return self.error(400, self.code(message, "InvalidParameter"), message)

    def answer(self, request):
        if request.headers.get("x-acs-version") != "2015-01-09" or request.path.rstrip("/") != "/alidns":
            raise self.error(404, "InvalidVersion", "Specified parameter Version is not valid.")
        return super().answer(request)

    def no_such_call(self, request, q):
        raise self.error(404, "InvalidAction.NotFound", "The specified action is not found.")

    def paged(self, rows, q, most, **what):
        number, size = int(q.get("PageNumber", 1)), int(q.get("PageSize", 20))
        if not 0 < size <= most:
            raise self.error(400, "InvalidParameter", "The parameter PageSize is not valid.")
        [(outer, (inner, shape))] = what.items()
        return {"TotalCount": len(rows), "PageNumber": number, "PageSize": size, "RequestId": "q",
                outer: {inner: [shape(*r) for r in rows[(number - 1) * size: number * size]]}}

    def domains(self, request, q):
        return self.paged(list(self.zones.items()), q, self.domains_page, Domains=(
            "Domain", lambda i, n: {"DomainId": i, "DomainName": n, "AliDomain": True}))

    def list(self, request, q):
        zone = self.zone(q["DomainName"])
        # A key word is searched for within the names.
        found = [(i, r) for i, r in self.find(zone, None, q.get("TypeKeyWord"))
                 if q.get("RRKeyWord", "").lower() in relative(r["fqdn"], zone)]
        return self.paged(found, q, self.page, DomainRecords=("Record", self.shape))

    @staticmethod
    def shape(number, r):
        return {"RecordId": str(number), "RR": relative(r["fqdn"], r["zone"]), "Type": r["type"], "Value": r["value"],
                "TTL": r["ttl"], "Line": r["line"], "Status": "ENABLE", "Locked": False, "DomainName": r["zone"],
                "Remark": r["note"]}

    def fields(self, q, zone):
        return {"fqdn": full(q["RR"], zone), "type": q["Type"], "value": q["Value"], "line": q.get("Line", "default"),
                "ttl": int(q.get("TTL", self.default_ttl))}

    def add(self, request, q):
        zone = self.zone(q["DomainName"])
        f = self.fields(q, zone)
        made = self.create(request, zone, f["fqdn"], f["type"], f["value"], f["ttl"], line=f["line"])
        return {"RequestId": "q", "RecordId": str(made[0])}

    def held(self, q):
        number = int(q["RecordId"]) if q.get("RecordId", "").isdigit() else None
        if number not in self.records:
            raise self.refuse(404, "There is no such record")
        return number, self.records[number]

    def modify(self, request, q):
        number, r = self.held(q)
        new = self.fields(q, r["zone"])
        if all(r[k] == v for k, v in new.items()):
            raise self.refuse(422, DUPLICATE + " already")
        self.change(request, number, **new)
        return {"RequestId": "q", "RecordId": str(number)}

    def drop(self, request, q):
        number, _ = self.held(q)
        self.remove(request, number)
        return {"RequestId": "q", "RecordId": str(number)}


SIGNED_RECORDS = (TencentCloud, AliDns)
