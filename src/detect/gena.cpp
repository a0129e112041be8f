// SPDX-License-Identifier: MIT
#include "detect/gena.h"

#include "detect/upnp_tree.h"
#include "util/text.h"
#include "util/xml.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr Duration shortest_lifetime = std::chrono::minutes(1);
constexpr Duration longest_lifetime = std::chrono::hours(24);
constexpr std::size_t longest_id = 256;
constexpr std::size_t longest_head = 4096;
constexpr std::size_t longest_value = 64;

HttpRequest request_to(const std::string& method, const std::string& event_url) {
    HttpRequest request;
    request.method = method;
    request.url = Secret(event_url);
    request.label = method + " " + event_url;
    return request;
}

HttpHeader timeout_header() {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wanted_lifetime).count();
    return {"TIMEOUT", Secret(fmt::format("Second-{}", seconds))};
}

/// One line of visible ASCII, so that it can be said back in a header.
bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= longest_id &&
           std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

/// "Second-1800"
Duration read_lifetime(std::string_view text) {
    constexpr std::string_view unit = "second-";
    if (to_lower(text.substr(0, unit.size())) != unit) return wanted_lifetime;
    const auto seconds = parse_unsigned(text.substr(unit.size()));
    if (!seconds) return wanted_lifetime;
    const auto most = std::chrono::duration_cast<std::chrono::seconds>(longest_lifetime).count();
    return std::max(shortest_lifetime,
                    Duration(std::chrono::seconds(std::min(*seconds, static_cast<std::uint64_t>(most)))));
}

/// The head of a request, whole and well-formed.
struct Head {
    std::string_view method, path;
    std::vector<std::pair<std::string, std::string_view>> fields; ///< names in lower case, none twice

    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const {
        const auto found =
            std::ranges::find(fields, name, [](const auto& f) { return std::string_view(f.first); });
        return found == fields.end() ? std::nullopt : std::optional(found->second);
    }
};

/// Without the empty line. Folded fields are refused (RFC 9112, section 5.2).
std::optional<Head> read_head(std::string_view text) {
    Head head;
    const auto lines = split(text, '\n');
    const auto words = split(trim(lines.front()), ' ');
    if (words.size() != 3 || (words[2] != "HTTP/1.1" && words[2] != "HTTP/1.0")) return std::nullopt;
    head.method = words[0];
    head.path = words[1];
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto colon = lines[i].find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        const std::string name = to_lower(lines[i].substr(0, colon));
        const bool plain = std::ranges::all_of(name, [](char c) { return c > 0x20 && c < 0x7f; });
        if (name.empty() || !plain || head.field(name)) return std::nullopt;
        head.fields.emplace_back(name, trim(lines[i].substr(colon + 1)));
    }
    return head;
}

/// 200 when the head alone is no reason to refuse it.
int judge(const Head& head, std::string_view path, std::string_view id) {
    if (head.method != "NOTIFY") return 400;
    if (head.path != path) return 412;
    const auto nt = head.field("nt"), nts = head.field("nts"), sid = head.field("sid");
    if (!nt || !nts) return 400;
    if (nt != "upnp:event" || nts != "upnp:propchange" || !sid || !is_id(*sid)) return 412;
    return id.empty() || id == *sid ? 200 : 412;
}

/// What has come of a body: nullopt when it can become none, `whole` when it is all there.
struct Body {
    std::string text;
    bool whole = false;
};

/// RFC 9112, section 7.1, up to the last chunk: what follows it says nothing.
std::optional<Body> read_chunks(std::string_view rest) {
    Body body;
    for (;;) {
        const auto line_end = rest.find("\r\n");
        if (line_end == std::string_view::npos) {
            if (rest.size() > longest_value) return std::nullopt;
            return body;
        }
        const std::string_view size_text = trim(rest.substr(0, std::min(line_end, rest.find(';'))));
        std::size_t size = 0;
        if (size_text.empty() || size_text.size() > 4) return std::nullopt;
        for (const char c : to_lower(size_text)) {
            const auto digit = std::string_view("0123456789abcdef").find(c);
            if (digit == std::string_view::npos) return std::nullopt;
            size = size * 16 + digit;
        }
        rest.remove_prefix(line_end + 2);
        if (size == 0) body.whole = true;
        if (size == 0 || rest.size() < size + 2) return body;
        if (rest.substr(size, 2) != "\r\n") return std::nullopt;
        body.text += rest.substr(0, size);
        rest.remove_prefix(size + 2);
    }
}

std::optional<Body> read_body(const Head& head, std::string_view rest) {
    const auto coding = head.field("transfer-encoding"), length = head.field("content-length");
    if (coding.has_value() == length.has_value()) return std::nullopt;
    if (coding) return equals_ignoring_case(*coding, "chunked") ? read_chunks(rest) : std::nullopt;
    const auto size = parse_unsigned(*length);
    if (!size || *size > longest_notify) return std::nullopt;
    if (rest.size() < *size) return Body{};
    return Body{std::string(rest.substr(0, *size)), true};
}

std::optional<std::string> last_of(const Json& tree, std::string_view name) {
    const auto found = texts_named(tree, name);
    if (found.empty()) return std::nullopt;
    return found.back().substr(0, longest_value);
}

} // namespace

HttpRequest write_subscription(const std::string& event_url, const std::string& callback) {
    HttpRequest request = request_to("SUBSCRIBE", event_url);
    request.headers = {
        {"CALLBACK", Secret("<" + callback + ">")}, {"NT", Secret("upnp:event")}, timeout_header()};
    return request;
}

HttpRequest write_renewal(const std::string& event_url, const std::string& id) {
    HttpRequest request = request_to("SUBSCRIBE", event_url);
    request.headers = {{"SID", Secret(id)}, timeout_header()};
    return request;
}

HttpRequest write_farewell(const std::string& event_url, const std::string& id) {
    HttpRequest request = request_to("UNSUBSCRIBE", event_url);
    request.headers = {{"SID", Secret(id)}};
    return request;
}

Result<GenaSubscription> read_subscription(const HttpReply& reply) {
    if (reply.status != 200)
        return fail(ErrorKind::bad_reply, fmt::format("it answered with status {}", reply.status));
    const std::string_view id = trim(reply.header("sid"));
    if (!is_id(id)) return fail(ErrorKind::bad_reply, "it answered without the subscription's identifier");
    return GenaSubscription{std::string(id), read_lifetime(trim(reply.header("timeout")))};
}

std::optional<GenaNotify> read_notify(std::string_view bytes, std::string_view path, std::string_view id) {
    const auto head_end = bytes.substr(0, longest_head).find("\r\n\r\n");
    if (head_end == std::string_view::npos)
        return bytes.size() < longest_head ? std::nullopt : std::optional(GenaNotify{});
    const auto head = read_head(bytes.substr(0, head_end));
    if (!head) return GenaNotify{};
    if (const int status = judge(*head, path, id); status != 200) return GenaNotify{status};
    const auto body = read_body(*head, bytes.substr(head_end + 4));
    if (!body) return GenaNotify{};
    if (!body->whole) return bytes.size() < longest_notify ? std::nullopt : std::optional(GenaNotify{});
    const auto tree = parse_xml(body->text, longest_notify);
    if (!tree) return GenaNotify{};
    return GenaNotify{200, {last_of(*tree, "ExternalIPAddress"), last_of(*tree, "ConnectionStatus")}};
}

std::string write_notify_answer(int status) {
    const char* reason = status == 200 ? "OK" : status == 412 ? "Precondition Failed" : "Bad Request";
    return fmt::format("HTTP/1.1 {} {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status, reason);
}

} // namespace ddns
