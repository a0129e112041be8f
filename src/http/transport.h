// SPDX-License-Identifier: MIT
#pragma once

#include "http/stream.h"
#include "net/detour.h"
#include "util/operation.h"
#include "util/result.h"
#include "util/secret.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ddns {

struct HttpHeader {
    std::string name;
    Secret value;
};

/// One request. Everything that may carry a credential is a Secret; `label` is what a log may show.
struct HttpRequest {
    std::string method = "GET"; ///< GET POST PUT PATCH DELETE; SUBSCRIBE UNSUBSCRIBE
    Secret url;                 ///< absolute, already encoded
    std::string label;          ///< "GET https://www.duckdns.org/update": no query, no secrets
    std::vector<HttpHeader> headers;
    Secret body;           ///< sent when not empty, for any method
    std::string ca;        ///< PEM file to trust instead of the system's
    std::string interface; ///< leave through this interface
    /// And from this address of it; only with `interface`, `family` (its own) and `fresh_connection`.
    std::optional<IpAddress> source;
    std::optional<Family> family; ///< connect over this family only
    Duration timeout =
        std::chrono::seconds(30);     ///< for all of it; connecting has a third of it, at least 5 s
    std::size_t max_reply = 1u << 20; ///< a longer body is an error `bad_reply`
    bool fresh_connection = false;    ///< neither take a kept connection nor keep this one
    std::string address_key = "url";  ///< the setting that the host comes from, for messages
};

/// A complete answer, whatever its status.
struct HttpReply {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
    std::string body;
    Instant sent{}; ///< when the request was handed to the network
    Instant completed{};
    std::string way{}; ///< `phrase` of the detour it took, mostly ""

    /// The first header of that (lower case) name, or "".
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// The network as the rest of the program sees it. One of the five seams: tests have a fake.
///
/// TLS is always verified (1.2 or newer), redirects are never followed, HTTP/1.1 only. `http://` URLs work;
/// whether they are allowed was decided by the configuration.
class HttpTransport {
public:
    using OnReply = std::function<void(Result<HttpReply>)>;

    virtual ~HttpTransport() = default;

    /// Errors: `network` (look-up, connection, TLS: the sentence says which), `timeout`, `bad_reply` (too
    /// long, not HTTP). Their texts carry the host and the detour it took, never the query or a header.
    [[nodiscard]] virtual std::unique_ptr<Operation> start(HttpRequest request, OnReply on_reply) = 0;

    /// Never through a proxy. Connecting begins at once, and no event comes inside this call.
    [[nodiscard]] virtual std::unique_ptr<Stream> open(StreamRequest request, StreamEvents events) = 0;

    /// The addresses that lead anywhere changed: kept connections with another local address are not used
    /// again and name look-ups start afresh. Requests on their way and streams over such a connection fail
    /// at once with `network`.
    virtual void network_changed(const std::vector<IpAddress>& local_addresses) = 0;

    /// New connections take these ways from now on; before the first call as the kernel routes them. Kept
    /// ones that leave from an address to be avoided are not used again, and what is on its way over one and
    /// names no interface fails at once with `network`. Where a more specific route than a default one leads
    /// to, nothing changes.
    virtual void use_ways(const Ways& ways) = 0;
};

} // namespace ddns
