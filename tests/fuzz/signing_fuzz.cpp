// SPDX-License-Identifier: MIT
#include "provider/auth/canonical.h"
#include "util/text.h"

#include <cstdint>
#include <cstdlib>

/// Whatever stands in a URL, a header or a body: every scheme signs it, and the canonical form of a query is
/// its own canonical form.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ddns;
    using Scheme = AuthSpec::Scheme;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const std::string query = canonical_query(text);
    if (canonical_query(query) != query) std::abort();
    if (percent_decode(percent_encode(text)) != text) std::abort();
    if (percent_decode(encode_path(text)) != text) std::abort();

    HttpRequest request;
    request.method = "POST";
    request.url = Secret("https://p.example" + text);
    request.headers.push_back({"Content-Type", Secret(text)});
    request.body = Secret(text);
    const std::vector<Secret> credentials(5, Secret("secret"));
    const SigningMoment moment{WallTime(std::chrono::seconds(1767323045)), "nonce-of-sixteen"};
    for (const Scheme scheme :
         {Scheme::sigv4, Scheme::tc3, Scheme::acs3, Scheme::huawei, Scheme::volcengine, Scheme::baidu,
          Scheme::aliyun_rpc, Scheme::nowcn, Scheme::ovh, Scheme::exoscale, Scheme::edgegrid, Scheme::nfsn,
          Scheme::dnsmadeeasy, Scheme::constellix}) {
        const Signature signature = sign(scheme, credentials, parts_of(request), moment);
        if (signature.headers.empty() && signature.query.empty()) std::abort();
        HttpRequest copy = request;
        apply(signature, copy);
    }
    return 0;
}
