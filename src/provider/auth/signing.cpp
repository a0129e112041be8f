// SPDX-License-Identifier: MIT
#include "provider/auth/signing.h"

#include "http/url_text.h"
#include "provider/auth/signers.h"
#include "util/text.h"

#include <cassert>

namespace ddns {

namespace {

using Scheme = AuthSpec::Scheme;
using Signer = Signature (*)(std::span<const Secret>, const SigningParts&, const SigningMoment&);

Signer signer_of(Scheme scheme) {
    switch (scheme) {
    case Scheme::sigv4:
        return sign_sigv4;
    case Scheme::tc3:
        return sign_tc3;
    case Scheme::acs3:
        return sign_acs3;
    case Scheme::huawei:
        return sign_huawei;
    case Scheme::volcengine:
        return sign_volcengine;
    case Scheme::baidu:
        return sign_baidu;
    case Scheme::aliyun_rpc:
        return sign_aliyun_rpc;
    case Scheme::nowcn:
        return sign_nowcn;
    case Scheme::ovh:
        return sign_ovh;
    case Scheme::exoscale:
        return sign_exoscale;
    case Scheme::edgegrid:
        return sign_edgegrid;
    case Scheme::nfsn:
        return sign_nfsn;
    case Scheme::dnsmadeeasy:
        return sign_dnsmadeeasy;
    case Scheme::constellix:
        return sign_constellix;
    case Scheme::none:
    case Scheme::basic:
    case Scheme::bearer:
    case Scheme::login:
    case Scheme::oauth2:
    case Scheme::oauth2_password:
    case Scheme::google:
    case Scheme::transip:
        break;
    }
    return nullptr;
}

} // namespace

SigningParts parts_of(const HttpRequest& request) {
    const std::string_view url = request.url.reveal();
    SigningParts out;
    out.method = request.method;
    out.scheme = to_lower(url.substr(0, url.find(':')));
    out.host = authority_of(url);
    const std::string_view own_port = out.scheme == "https" ? ":443" : ":80";
    if (out.host.ends_with(own_port)) out.host.resize(out.host.size() - own_port.size());
    const std::size_t begin = std::min(url.find_first_of("/?#", url.find("://") + 3), url.size());
    const std::string_view target = url.substr(begin, url.find('#', begin) - begin);
    const std::size_t mark = target.find('?');
    out.path = target.substr(0, mark);
    if (out.path.empty()) out.path = "/";
    if (mark != std::string_view::npos) out.query = target.substr(mark + 1);
    for (const HttpHeader& header : request.headers)
        out.headers.emplace_back(to_lower(header.name), trim(header.value.reveal()));
    out.body = request.body.reveal();
    return out;
}

bool signs(Scheme scheme) { return signer_of(scheme) != nullptr; }

Signature sign(Scheme scheme, std::span<const Secret> credentials, const SigningParts& parts,
               const SigningMoment& moment) {
    assert(signs(scheme));
    return signer_of(scheme)(credentials, parts, moment);
}

void apply(const Signature& signature, HttpRequest& request) {
    for (const HttpHeader& header : signature.headers) request.headers.push_back(header);
    if (signature.query.empty()) return;
    std::string url = request.url.reveal();
    char separator = url.find('?') == std::string::npos ? '?' : '&';
    for (const auto& [name, value] : signature.query) {
        url += separator + percent_encode(name) + "=" + percent_encode(value.reveal());
        separator = '&';
    }
    request.url = Secret(std::move(url));
}

} // namespace ddns
