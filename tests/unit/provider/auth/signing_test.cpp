// SPDX-License-Identifier: MIT
// Every scheme against the vectors that its maker publishes. Where there are none, the values were computed a
// second time, with Python's hmac and hashlib; each test says so.
#include "provider/auth/signing.h"

#include "util/calendar.h"
#include "util/text.h"

#include <doctest/doctest.h>

using namespace ddns;

namespace {

using Scheme = AuthSpec::Scheme;

/// A request to sign, its credentials and its moment.
struct Case {
    Scheme scheme;
    std::vector<std::string> credentials;
    long long seconds;
    std::string method;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    std::string nonce = "nonce";
};

constexpr long long moment_of_examples = 1767323045; // 2026-01-02T03:04:05Z

HttpRequest signed_request(const Case& c) {
    HttpRequest request;
    request.method = c.method;
    request.url = Secret(c.url);
    for (const auto& [name, value] : c.headers) request.headers.push_back({name, Secret(value)});
    request.body = Secret(c.body);
    std::vector<Secret> credentials;
    for (const std::string& word : c.credentials) credentials.emplace_back(word);
    const Signature signature =
        sign(c.scheme, credentials, parts_of(request), {WallTime(std::chrono::seconds(c.seconds)), c.nonce});
    apply(signature, request);
    return request;
}

std::string header(const HttpRequest& request, std::string_view name) {
    for (const HttpHeader& candidate : request.headers)
        if (candidate.name == name) return candidate.value.reveal();
    return "(none)";
}

std::string authorization(const Case& c) { return header(signed_request(c), "Authorization"); }

/// What follows "Signature=".
std::string signature(const Case& c) {
    const std::string text = authorization(c);
    const std::size_t at = to_lower(text).find("signature=");
    return at == std::string::npos ? text : text.substr(at + 10);
}

} // namespace

TEST_CASE("sigv4: the test suite of awslabs/aws-c-auth, as far as it signs what this program signs") {
    const auto aws = [](std::string method, std::string target,
                        std::vector<std::pair<std::string, std::string>> headers = {}, std::string body = {},
                        std::string token = {}) {
        return Case{
            Scheme::sigv4,
            {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service", token},
            1440938160,
            std::move(method),
            "https://example.amazonaws.com" + target,
            std::move(headers),
            std::move(body)};
    };
    CHECK(authorization(aws("GET", "/")) ==
          "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
          "SignedHeaders=host;x-amz-date, "
          "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    CHECK(header(signed_request(aws("GET", "/")), "X-Amz-Date") == "20150830T123600Z");
    CHECK(signature(aws("GET", "/?Param2=value2&Param1=value1")) ==
          "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    CHECK(signature(aws("GET", "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1")) ==
          "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac");
    CHECK(signature(aws("GET", "/?\xE1\x88\xB4=bar")) ==
          "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04");
    CHECK(signature(aws("GET", "/\xE1\x88\xB4")) ==
          "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
    CHECK(signature(aws("GET", "/example space/")) ==
          "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741");
    CHECK(signature(aws("GET", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")) ==
          "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f");
    const auto with_token =
        aws("GET", "/", {}, "", "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267");
    CHECK(signature(with_token) == "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8");
    const std::string hash = "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e";
    CHECK(signature(aws("POST", "/",
                        {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                         {"Content-Length", "13"},
                         {"x-amz-content-sha256", hash}},
                        "Param1=value1")) ==
          "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422");
}

TEST_CASE("sigv4: a path is encoded again, a repeated parameter sorted, as botocore 1.43 has it") {
    CHECK(signature({Scheme::sigv4,
                     {"id", "secret", "us-east-1", "route53"},
                     moment_of_examples,
                     "DELETE",
                     "https://route53.amazonaws.com:443/2013-04-01/%2A.example.com?b=%20&a=2&a=1"}) ==
          "57081850eed4d5c4fff8e9c46b0f01a14566a85dd33df46b5065fa862b9a37b6");
}

TEST_CASE("tc3: the example of cloud.tencent.com/document/api/213/30654") {
    const Case c{Scheme::tc3,
                 {"AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", std::string(32, '*'), "cvm"},
                 1551113065,
                 "POST",
                 "https://cvm.tencentcloudapi.com",
                 {{"Content-Type", "application/json; charset=utf-8"}, {"X-TC-Action", "DescribeInstances"}},
                 R"({"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]})"};
    CHECK(authorization(c) ==
          "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, "
          "SignedHeaders=content-type;host;x-tc-action, "
          "Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f");
    CHECK(header(signed_request(c), "X-TC-Timestamp") == "1551113065");
    CHECK(header(signed_request(c), "X-TC-Token") == "(none)");
}

TEST_CASE("acs3: the example of help.aliyun.com") {
    const Case c{Scheme::acs3,
                 {"YourAccessKeyId", "YourAccessKeySecret"},
                 1698315752,
                 "POST",
                 "https://ecs.cn-shanghai.aliyuncs.com/"
                 "?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
                 {{"x-acs-action", "RunInstances"}, {"x-acs-version", "2014-05-26"}},
                 "",
                 "3156853299f313e23d1673dc12e1703d"};
    CHECK(authorization(c) ==
          "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
          "x-acs-date;x-acs-signature-nonce;x-acs-version,"
          "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    CHECK(header(signed_request(c), "x-acs-date") == "2023-10-26T10:22:32Z");
}

TEST_CASE("huawei: the tests of huaweicloud-sdk-go-v3") {
    const std::vector<std::string> keys = {"AccessKey", "SecretKey"};
    CHECK(authorization(
              {Scheme::huawei, keys, 1136214245, "GET", "https://example.huaweicloud.com/path?limit=1"}) ==
          "SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=x-sdk-date, "
          "Signature=5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624");
    CHECK(signature({Scheme::huawei,
                     keys,
                     1136214245,
                     "POST",
                     "https://example.huaweicloud.com/path?key=value",
                     {{"Content-Type", "application/json"}},
                     "{\"Name\":\"test\",\"Id\":1}\n"}) ==
          "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59");
}

TEST_CASE("volcengine: no vector is published; second computation") {
    const std::vector<std::pair<std::string, std::string>> json = {{"Content-Type", "application/json"}};
    CHECK(authorization(
              {Scheme::volcengine,
               {"AKEXAMPLE", "SKEXAMPLE", "cn-north-1", "DNS"},
               1704067200,
               "GET",
               "https://open.volcengineapi.com/?Action=ListZones&Key=example.com&Version=2018-08-01",
               json}) == "HMAC-SHA256 Credential=AKEXAMPLE/20240101/cn-north-1/DNS/request, "
                         "SignedHeaders=content-type;host;x-content-sha256;x-date, "
                         "Signature=07e0977294ece7ba5b785dc5c67fc22571f2a7301e1c5404548a39a04e59d2a7");
    CHECK(signature({Scheme::volcengine,
                     {"AKEXAMPLE", "SKEXAMPLE", "cn-north-1", "DNS", "tok"},
                     moment_of_examples,
                     "POST",
                     "https://open.volcengineapi.com/?Action=CreateRecord&Version=2018-08-01",
                     json,
                     R"({"ZID":1})"}) == "8aa74a6395e0f49d1b84422fd111b486788b01ee7defa481273c8afb32c8e6f9");
}

TEST_CASE("baidu: the example of intl.cloud.baidu.com/doc/Reference") {
    CHECK(authorization({Scheme::baidu,
                         {std::string(32, 'a'), std::string(32, 'b')},
                         1430123029,
                         "PUT",
                         "https://bj.bcebos.com/v1/test/myfolder/"
                         "readme.txt?partNumber=9&uploadId=a44cc9bab11cbd156984767aad637851",
                         {{"Content-Length", "8"},
                          {"Content-MD5", "NFzcPqhviddjRNnSOGo4rw=="},
                          {"Content-Type", "text/plain"},
                          {"x-bce-date", "2015-04-27T08:23:49Z"}}}) ==
          "bce-auth-v1/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/2015-04-27T08:23:49Z/1800/"
          "content-length;content-md5;content-type;host;x-bce-date/"
          "d74a04362e6a848f5b39b15421cb449427f419c95a480fd6b8cf9fc783e2999e");
}

TEST_CASE("aliyun-rpc: the example of help.aliyun.com/document_detail/28139.html") {
    const auto request = signed_request(
        {Scheme::aliyun_rpc,
         {"testid", "testsecret"},
         1456231604 - 3600,
         "GET",
         "https://ecs.aliyuncs.com/"
         "?Timestamp=2016-02-23T12%3A46%3A24Z&Format=XML&Action=DescribeRegions&Version=2014-05-26",
         {},
         "",
         "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"});
    CHECK(request.url.reveal().ends_with("&Signature=OLeaidS1JvxuMvnyHOwuJ%2BuX5qY%3D"));
    CHECK(request.headers.empty());
}

TEST_CASE("aliyun-rpc with a token, and nowcn, which publishes no vector (second computation)") {
    CHECK(
        signed_request({Scheme::aliyun_rpc,
                        {"id", "secret", "t/1+"},
                        moment_of_examples,
                        "GET",
                        "https://alidns.aliyuncs.com/?Action=DescribeSubDomainRecords&Version=2015-01-09&"
                        "SubDomain=a%20b%2A~.example.com"})
            .url.reveal() ==
        "https://alidns.aliyuncs.com/?Action=DescribeSubDomainRecords&Version=2015-01-09&"
        "SubDomain=a%20b%2A~.example.com&Format=JSON&AccessKeyId=id&SignatureMethod=HMAC-SHA1&"
        "SignatureVersion=1.0&SignatureNonce=nonce&Timestamp=2026-01-02T03%3A04%3A05Z&SecurityToken=t%2F1%2B&"
        "Signature=2ybB6Y1vBXAFmd5EnDxbee5iz3Y%3D");
    CHECK(signed_request(
              {Scheme::nowcn,
               {"id", "secret"},
               moment_of_examples,
               "GET",
               "https://www.eranet.com/api/Dns/DescribeRecordIndex?Domain=example.com&Type=A&Host=%40"})
              .url.reveal() ==
          "https://www.eranet.com/api/Dns/DescribeRecordIndex?Domain=example.com&Type=A&Host=%40&"
          "AccessInstanceID=id&SignatureMethod=HMAC-SHA1&SignatureNonce=nonce&"
          "Timestamp=2026-01-02T03%3A04%3A05Z&Signature=ERO5vmRMyQPbSKIDvSa0RqkRfLY%3D");
}

TEST_CASE("ovh: the tests of ovh/go-ovh, and with a query and a body (second computation)") {
    const auto request = signed_request(
        {Scheme::ovh,
         {"7kbG7Bk7S9Nt7ZSV", "9ufkBmLaTQ9nz5yMUlg79taH0GNnzDjk", "5mBuy6SUQcRw2ZUxg0cG68BoDKpED4KY"},
         1457018875,
         "GET",
         "https://eu.api.ovh.com/1.0/auth"});
    CHECK(header(request, "X-Ovh-Signature") == "$1$e9556054b6309771395efa467c22e627407461ad");
    CHECK(header(request, "X-Ovh-Timestamp") == "1457018875");
    CHECK(header(request, "X-Ovh-Application") == "7kbG7Bk7S9Nt7ZSV");
    CHECK(header(request, "X-Ovh-Consumer") == "5mBuy6SUQcRw2ZUxg0cG68BoDKpED4KY");
    CHECK(header(signed_request({Scheme::ovh,
                                 {"app", "secret", "consumer"},
                                 moment_of_examples,
                                 "POST",
                                 "https://eu.api.ovh.com/1.0/domain/zone/x/record?a=b",
                                 {},
                                 R"({"ttl":60})"}),
                 "X-Ovh-Signature") == "$1$6592f452f4059c852e4d80b8f6ee28370450fff1");
}

TEST_CASE("exoscale: the tests of exoscale's own requests-exoscale-auth") {
    const std::vector<std::string> keys = {"EXOxxxxxxxxxxxxxxxxxxxxxxxx",
                                           "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"};
    const long long before = 3376684800 - 600;
    CHECK(authorization({Scheme::exoscale, keys, before, "GET", "https://api.exoscale.com/v2/zone"}) ==
          "EXO2-HMAC-SHA256 credential=EXOxxxxxxxxxxxxxxxxxxxxxxxx,expires=3376684800,"
          "signature=Ntbq/p0HVmA3Zg1HHY+Lq1vjFGi7HeMrrgXDS5jRNlY=");
    CHECK(authorization(
              {Scheme::exoscale, keys, before, "GET", "https://api.exoscale.com/v2/zone?k2=v2&k1=v1"}) ==
          "EXO2-HMAC-SHA256 credential=EXOxxxxxxxxxxxxxxxxxxxxxxxx,signed-query-args=k1;k2,"
          "expires=3376684800,signature=iqOBz13+44L5j0uJclE8hmUhQQcvtCSoPEOXYK6liqY=");
}

TEST_CASE("edgegrid: testcases.json of AkamaiOPEN-edgegrid-python, those that sign no headers") {
    const auto akamai = [](std::string method, std::string target, std::string body = {}) {
        return signature(
            {Scheme::edgegrid,
             {"akab-client-token-xxx-xxxxxxxxxxxxxxxx",
              "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=", "akab-access-token-xxx-xxxxxxxxxxxxxxxx"},
             1395430461,
             std::move(method),
             "https://akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net" + target,
             {},
             std::move(body),
             "nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"});
    };
    CHECK(akamai("GET", "/") == "tL+y4hxyHxgWVD30X3pWnGKHcPzmrIF+LThiAOhMxYU=");
    CHECK(akamai("GET", "/testapi/v1/t1?p1=1&p2=2") == "hKDH1UlnQySSHjvIcZpDMbQHihTQ0XyVAKZaApabdeA=");
    CHECK(akamai("POST", "/testapi/v1/t3", "datadatadatadatadatadatadatadata") ==
          "hXm4iCxtpN22m4cbZb4lVLW5rhX8Ca82vCFqXzSTPe4=");
    CHECK(akamai("POST", "/testapi/v1/t3", std::string(2048, 'd')) ==
          "6Q6PiTipLae6n4GsSIDTCJ54bEbHUBp+4MUXrbQCBoY=");
    CHECK(akamai("POST", "/testapi/v1/t6") == "1gEDxeQGD5GovIkJJGcBaKnZ+VaPtrc4qBUHixjsPCQ=");
    CHECK(akamai("PUT", "/testapi/v1/t6", std::string(31, 'P')) ==
          "GNBWEYSEWOLtu+7dD52da2C39aX/Jchpon3K/AmBqBU=");
    CHECK(akamai("GET", "/testapi/v1/configs/111?from=12345&limit=200000") ==
          "XM+hsuSs6nuy/5eDRty1IjtVCAdr8xPFRAZ/b8RXDm8=");
    CHECK(akamai("GET", "/testapi/v1/configs/111;222;333?from=12345&limit=200000") ==
          "pmQF7Is2+O4r/mMojPR4yeF58BrempNNoBX5/DT0Fxs=");
    // What is beyond the limit is not signed.
    const std::string most(131072, 'd');
    CHECK(akamai("POST", "/", most + "e") == akamai("POST", "/", most));
}

TEST_CASE("nfsn: no vector is published; the values of another client's tests (go-acme/lego)") {
    const auto nfsn = [](std::string path, long long time, std::string salt) {
        return header(signed_request({Scheme::nfsn,
                                      {"user", "secret"},
                                      time,
                                      "POST",
                                      "https://api.nearlyfreespeech.net" + path,
                                      {},
                                      "data",
                                      std::move(salt)}),
                      "X-NFSN-Authentication");
    };
    CHECK(nfsn("/path", 1692475113, "0123456789ABCDEF") ==
          "user;1692475113;0123456789ABCDEF;417a9988c7ad7919b297884dd120b5808d8a1e6f");
    CHECK(nfsn("/path", 1692567766, "0123456789ABCDEF") ==
          "user;1692567766;0123456789ABCDEF;b5c28286fd2e1a45a7c576dc2a6430116f721502");
    CHECK(nfsn("/path", 1692475113, "FEDCBA9876543210 and more") ==
          "user;1692475113;FEDCBA9876543210;0f766822bda4fdc09829be4e1ea5e27ae3ae334e");
    CHECK(nfsn("", 1692475113, "0123456789ABCDEF") ==
          "user;1692475113;0123456789ABCDEF;c7c241a4d15d04d92805631d58d4d72ac1c339a1");
}

TEST_CASE("dnsmadeeasy: the example of its API documentation") {
    const auto request = signed_request({Scheme::dnsmadeeasy,
                                         {"key", "c9b5625f-9834-4ff8-baba-4ed5f32cae55"},
                                         1297544344,
                                         "GET",
                                         "https://api.dnsmadeeasy.com/V2.0/dns/managed"});
    CHECK(header(request, "x-dnsme-requestDate") == "Sat, 12 Feb 2011 20:59:04 GMT");
    CHECK(header(request, "x-dnsme-hmac") == "b3502e6116a324f3cf4a8ed693d78bcee8d8fe3c");
    CHECK(header(request, "x-dnsme-apiKey") == "key");
}

TEST_CASE("constellix: no vector is published; second computation") {
    std::vector<Secret> keys;
    keys.emplace_back("key");
    keys.emplace_back("secret");
    const WallTime time{std::chrono::milliseconds(moment_of_examples * 1000 + 678)};
    const Signature signature = sign(Scheme::constellix, keys, {}, {time, ""});
    REQUIRE(signature.headers.size() == 1);
    CHECK(signature.headers[0].name == "x-cns-security-token");
    CHECK(signature.headers[0].value.reveal() == "key:k4qI5CtDxb7NxU93AgaD1okbroY=:1767323045678");
}

TEST_CASE("a request is taken apart as it goes over the wire") {
    HttpRequest request;
    request.method = "POST";
    request.url = Secret("HTTP://[::1]:8080?a=b&c#d");
    request.headers.push_back({"Content-TYPE", Secret(" text/plain ")});
    const SigningParts parts = parts_of(request);
    CHECK(parts.scheme == "http");
    CHECK(parts.host == "[::1]:8080");
    CHECK(parts.path == "/");
    CHECK(parts.query == "a=b&c");
    CHECK(parts.headers.at(0).first == "content-type");
    CHECK(parts.headers.at(0).second == "text/plain");
    request.url = Secret("http://p.example:80/a?");
    CHECK(parts_of(request).host == "p.example");
    CHECK(parts_of(request).path == "/a");
    CHECK(parts_of(request).query.empty());
}

TEST_CASE("schemes that sign and schemes that do not") {
    for (const Scheme scheme : {Scheme::none, Scheme::basic, Scheme::bearer, Scheme::login, Scheme::oauth2,
                                Scheme::oauth2_password, Scheme::google, Scheme::transip})
        CHECK_FALSE(signs(scheme));
    for (const Scheme scheme : {Scheme::sigv4, Scheme::tc3, Scheme::ovh, Scheme::constellix})
        CHECK(signs(scheme));
}
