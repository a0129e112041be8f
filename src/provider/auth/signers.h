// SPDX-License-Identifier: MIT
#pragma once

#include "provider/auth/signing.h"

/// The schemes of signatures, each a function of what goes over the wire. `sign` of signing.h picks one.
namespace ddns {

// One family: a digest of the request written in a canonical form, signed. canonical_signer.cpp.

/// AWS Signature Version 4 in the Authorization header. KEY SECRET REGION SERVICE [TOKEN].
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
Signature sign_sigv4(std::span<const Secret> credentials, const SigningParts& parts,
                     const SigningMoment& moment);
/// Tencent Cloud's TC3-HMAC-SHA256. ID SECRET SERVICE [TOKEN].
/// https://cloud.tencent.com/document/api/213/30654
Signature sign_tc3(std::span<const Secret> credentials, const SigningParts& parts,
                   const SigningMoment& moment);
/// Alibaba Cloud's V3, ACS3-HMAC-SHA256. KEY SECRET [TOKEN].
/// https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
Signature sign_acs3(std::span<const Secret> credentials, const SigningParts& parts,
                    const SigningMoment& moment);
/// Huawei Cloud's SDK-HMAC-SHA256. KEY SECRET.
/// https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm.html
Signature sign_huawei(std::span<const Secret> credentials, const SigningParts& parts,
                      const SigningMoment& moment);
/// Volcengine's HMAC-SHA256. KEY SECRET REGION SERVICE [TOKEN].
/// https://www.volcengine.com/docs/6369/67269
Signature sign_volcengine(std::span<const Secret> credentials, const SigningParts& parts,
                          const SigningMoment& moment);

/// Baidu AI Cloud's bce-auth-v1, good for half an hour. KEY SECRET.
/// https://cloud.baidu.com/doc/Reference/s/njwvz1yfu
Signature sign_baidu(std::span<const Secret> credentials, const SigningParts& parts,
                     const SigningMoment& moment);

/// Alibaba Cloud's RPC style: everything is in the query, signed with HMAC-SHA1. KEY SECRET [TOKEN].
/// https://help.aliyun.com/document_detail/28139.html
Signature sign_aliyun_rpc(std::span<const Secret> credentials, const SigningParts& parts,
                          const SigningMoment& moment);
/// The same with fewer parameters, as now.cn, eranet and tnet.hk have it. KEY SECRET.
Signature sign_nowcn(std::span<const Secret> credentials, const SigningParts& parts,
                     const SigningMoment& moment);

/// APP_KEY APP_SECRET CONSUMER_KEY. https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api
Signature sign_ovh(std::span<const Secret> credentials, const SigningParts& parts,
                   const SigningMoment& moment);

/// EXO2-HMAC-SHA256, good for ten minutes. KEY SECRET. https://openapi-v2.exoscale.com/#topic-authentication
Signature sign_exoscale(std::span<const Secret> credentials, const SigningParts& parts,
                        const SigningMoment& moment);

/// Akamai's EG1-HMAC-SHA256; no headers are signed. CLIENT_TOKEN CLIENT_SECRET ACCESS_TOKEN.
/// https://techdocs.akamai.com/developer/docs/edgegrid
Signature sign_edgegrid(std::span<const Secret> credentials, const SigningParts& parts,
                        const SigningMoment& moment);
/// Of a POST's body so many bytes are signed.
constexpr std::size_t most_signed_by_edgegrid = 131072;

/// LOGIN KEY. https://members.nearlyfreespeech.net/wiki/API/Introduction
Signature sign_nfsn(std::span<const Secret> credentials, const SigningParts& parts,
                    const SigningMoment& moment);

// Nothing but the time is signed. dated_signer.cpp.

/// KEY SECRET. DNS Made Easy, API V2.0, section "Authentication"
Signature sign_dnsmadeeasy(std::span<const Secret> credentials, const SigningParts& parts,
                           const SigningMoment& moment);
/// KEY SECRET. https://api-docs.constellix.com
Signature sign_constellix(std::span<const Secret> credentials, const SigningParts& parts,
                          const SigningMoment& moment);

} // namespace ddns
