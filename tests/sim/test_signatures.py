# SPDX-License-Identifier: MIT
"""The simulators' own signatures against the examples that the services publish."""

import pytest

from httpd import Request
from signatures import BadProof, at, check_acs3, check_sdk, check_sigv4, check_tc3


def request(method, target, headers, body=b""):
    return Request(method, target.partition("?")[0], {}, headers, body, "", 1, 1, False, target)


# AWS's test suite, get-vanilla.
def aws():
    r = request("GET", "/", {
        "host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z",
        "authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                         "SignedHeaders=host;x-amz-date, "
                         "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"})
    return lambda now, secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY": check_sigv4(
        r, {"AKIDEXAMPLE": secret}, at("20150830T123600Z", "%Y%m%dT%H%M%SZ") + now, "us-east-1", "service")


# The example of https://www.tencentcloud.com/document/api/213/33224, whose keys are asterisks.
def tencent():
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    r = request("POST", "/", {
        "host": "cvm.tencentcloudapi.com", "content-type": "application/json; charset=utf-8",
        "x-tc-action": "DescribeInstances", "x-tc-timestamp": "1551113065",
        "authorization": "TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/tc3_request, "
                         "SignedHeaders=content-type;host;x-tc-action, "
                         "Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"}, body)
    return lambda now, secret="*" * 32: check_tc3(r, {"AKID": secret}, 1551113065 + now, "cvm")


# The example of Alibaba Cloud's page on the V3 signature.
def alibaba():
    r = request("POST", "/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai", {
        "host": "ecs.cn-shanghai.aliyuncs.com", "x-acs-action": "RunInstances", "x-acs-version": "2014-05-26",
        "x-acs-date": "2023-10-26T10:22:32Z", "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "authorization": "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
                         "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
                         "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"})
    return lambda now, secret="YourAccessKeySecret": check_acs3(
        r, {"YourAccessKeyId": secret}, at("2023-10-26T10:22:32Z", "%Y-%m-%dT%H:%M:%SZ") + now, set())


# The example of the tests of Huawei Cloud's SDK.
def huawei():
    r = request("GET", "/path?limit=1", {
        "host": "example.com", "x-sdk-date": "20060102T150405Z",
        "authorization": "SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=x-sdk-date, "
                         "Signature=5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624"})
    return lambda now, secret="SecretKey": check_sdk(r, {"AccessKey": secret}, at("20060102T150405Z", "%Y%m%dT%H%M%SZ") + now)


@pytest.mark.parametrize("make", [aws, tencent, alibaba, huawei])
def test_takes_the_published_example_and_nothing_else(make):
    check = make()
    check(0)
    with pytest.raises(BadProof, match="signature"):
        check(0, "another secret")
    for far in (-3600, 3600):
        with pytest.raises(BadProof, match="expired"):
            check(far)
