// SPDX-License-Identifier: MIT
#include "detect/gena.h"

#include "fakes/fake_transport.h"

#include <doctest/doctest.h>

using namespace ddns;
using std::chrono::seconds;

namespace {

const std::string url = "http://192.168.1.1:5000/evt";
const std::string path = "/token";
const std::string id = "uuid:1";

std::string header(const HttpRequest& request, const std::string& name) {
    for (const HttpHeader& each : request.headers)
        if (each.name == name) return each.value.reveal();
    return "none";
}

std::string event(const std::string& variables) {
    return "<?xml version=\"1.0\"?><e:propertyset xmlns:e=\"urn:schemas-upnp-org:event-1-0\">" + variables +
           "</e:propertyset>";
}

std::string property(const std::string& name, const std::string& value) {
    return "<e:property><" + name + ">" + value + "</" + name + "></e:property>";
}

const std::string good_fields = "NT: upnp:event\r\nNTS: upnp:propchange\r\nSID: uuid:1\r\nSEQ: 0\r\n";

std::string notify(const std::string& body, const std::string& fields = good_fields,
                   const std::string& line = "NOTIFY /token HTTP/1.1") {
    return line + "\r\nHOST: 192.168.1.2:50001\r\n" + fields +
           "CONTENT-LENGTH: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string chunked(const std::string& chunks) {
    return "NOTIFY /token HTTP/1.1\r\n" + good_fields + "Transfer-Encoding: chunked\r\n\r\n" + chunks;
}

/// 0: more is needed.
int status_of(const std::string& bytes) {
    const auto read = read_notify(bytes, path, id);
    return read ? read->status : 0;
}

} // namespace

TEST_CASE("GENA: the requests are as the architecture has them") {
    const HttpRequest first = write_subscription(url, "http://192.168.1.2:50001/token");
    CHECK(first.method == "SUBSCRIBE");
    CHECK(first.url.reveal() == url);
    CHECK(header(first, "CALLBACK") == "<http://192.168.1.2:50001/token>");
    CHECK(header(first, "NT") == "upnp:event");
    CHECK(header(first, "TIMEOUT") == "Second-1800");
    CHECK(header(first, "SID") == "none");
    const HttpRequest renewal = write_renewal(url, id);
    CHECK(renewal.method == "SUBSCRIBE");
    CHECK(header(renewal, "SID") == id);
    CHECK(header(renewal, "TIMEOUT") == "Second-1800");
    CHECK(header(renewal, "CALLBACK") == "none"); // a request with both is refused with status 400
    CHECK(header(renewal, "NT") == "none");
    const HttpRequest farewell = write_farewell(url, id);
    CHECK(farewell.method == "UNSUBSCRIBE");
    CHECK(farewell.headers.size() == 1);
    CHECK(header(farewell, "SID") == id);
}

TEST_CASE("GENA: what is answered to a subscription") {
    struct Row {
        int status;
        const char *sid, *timeout;
        int lifetime; ///< in seconds; 0: refused
    };
    const std::string long_id(300, 'x');
    for (const Row& row : {
             Row{200, "uuid:1", "Second-1800", 1800},
             Row{200, " uuid:1 ", "second-600", 600},
             Row{200, "uuid:1", "Second-1", 60},
             Row{200, "uuid:1", "Second-0", 60},
             Row{200, "uuid:1", "Second-999999999", 86400},
             Row{200, "uuid:1", "Second-99999999999999999999", 1800},
             Row{200, "uuid:1", "Second--5", 1800},
             Row{200, "uuid:1", "infinite", 1800},
             Row{200, "uuid:1", "Second-infinite", 1800},
             Row{200, "uuid:1", "", 1800},
             Row{200, "uuid:1", "soon", 1800},
             Row{200, "", "Second-1800", 0},
             Row{200, "uuid:1 x", "Second-1800", 0},
             Row{200, "uuid:\x01", "Second-1800", 0},
             Row{200, "uuid:\xff", "Second-1800", 0},
             Row{200, long_id.c_str(), "Second-1800", 0},
             Row{412, "uuid:1", "Second-1800", 0},
             Row{405, "", "", 0},
             Row{501, "", "", 0},
             Row{302, "uuid:1", "Second-1800", 0},
         }) {
        CAPTURE(row.sid);
        CAPTURE(row.timeout);
        const auto read = read_subscription(
            FakeTransport::make_reply(row.status, "", {{"sid", row.sid}, {"timeout", row.timeout}}));
        REQUIRE(read.has_value() == (row.lifetime != 0));
        if (!read) continue;
        CHECK(read->id == "uuid:1");
        CHECK(read->lifetime == seconds(row.lifetime));
    }
}

TEST_CASE("GENA: an event tells of the address, of the connection, or of neither") {
    struct Row {
        std::string body, address, status; ///< "-": nothing
    };
    for (const Row& row : {
             Row{event(property("ExternalIPAddress", "8.8.8.8")), "8.8.8.8", "-"},
             Row{event(property("ConnectionStatus", "Connected") + property("ExternalIPAddress", "8.8.8.8")),
                 "8.8.8.8", "Connected"},
             Row{event("<e:property><ConnectionStatus>Disconnected</ConnectionStatus><ExternalIPAddress/>"
                       "</e:property>"),
                 "", "Disconnected"},
             Row{event(property("x:ExternalIPAddress", " 8.8.8.8 ")), "8.8.8.8", "-"},
             Row{event(property("PortMappingNumberOfEntries", "3")), "-", "-"},
             Row{event(property("NotExternalIPAddress", "8.8.8.8")), "-", "-"},
             Row{event(property("ExternalIPAddress", "1.1.1.1") + property("ExternalIPAddress", "8.8.8.8")),
                 "8.8.8.8", "-"},
             Row{event(property("ConnectionStatus", std::string(200, 'x'))), "-", std::string(64, 'x')},
             Row{"<a/>", "-", "-"},
         }) {
        CAPTURE(row.body);
        const auto read = read_notify(notify(row.body), path, id);
        REQUIRE(read);
        CHECK(read->status == 200);
        CHECK(read->state.address.value_or("-") == row.address);
        CHECK(read->state.status.value_or("-") == row.status);
    }
}

TEST_CASE("GENA: a NOTIFY is refused with the status that the architecture names, or at once when too long") {
    struct Row {
        std::string what, bytes;
        int status;
    };
    const std::string body = event(property("ExternalIPAddress", "8.8.8.8"));
    const std::string nt = "NT: upnp:event\r\n", nts = "NTS: upnp:propchange\r\n", sid = "SID: uuid:1\r\n";
    for (const Row& row : {
             Row{"good", notify(body), 200},
             Row{"HTTP/1.0", notify(body, good_fields, "NOTIFY /token HTTP/1.0"), 200},
             Row{"names in any case",
                 notify(body, "nt:upnp:event\r\nNts:\tupnp:propchange\r\nsid:uuid:1\r\n"), 200},
             Row{"without SEQ", notify(body, nt + nts + sid), 200},
             Row{"another subscription", notify(body, nt + nts + "SID: uuid:2\r\n"), 412},
             Row{"a longer one", notify(body, nt + nts + "SID: uuid:11\r\n"), 412},
             Row{"no SID", notify(body, nt + nts), 412},
             Row{"an empty SID", notify(body, nt + nts + "SID:\r\n"), 412},
             Row{"two SIDs", notify(body, nt + nts + sid + sid), 400},
             Row{"another path", notify(body, good_fields, "NOTIFY /other HTTP/1.1"), 412},
             Row{"no NT", notify(body, nts + sid), 400},
             Row{"no NTS", notify(body, nt + sid), 400},
             Row{"another NT", notify(body, "NT: upnp:rootdevice\r\n" + nts + sid), 412},
             Row{"another NTS", notify(body, nt + "NTS: ssdp:alive\r\n" + sid), 412},
             Row{"another method", notify(body, good_fields, "POST /token HTTP/1.1"), 400},
             Row{"lower case", notify(body, good_fields, "notify /token HTTP/1.1"), 400},
             Row{"HTTP/2", notify(body, good_fields, "NOTIFY /token HTTP/2"), 400},
             Row{"no version", notify(body, good_fields, "NOTIFY /token"), 400},
             Row{"two blanks", notify(body, good_fields, "NOTIFY  /token HTTP/1.1"), 400},
             Row{"no line at all", "\r\n\r\n", 400},
             Row{"a folded field", notify(body, nt + nts + "SID:\r\n uuid:1\r\n"), 400},
             Row{"a folded field with a colon", notify(body, good_fields + " X: 1\r\n"), 400},
             Row{"a blank before the colon", notify(body, nt + nts + "SID : uuid:1\r\n"), 400},
             Row{"a field without a name", notify(body, good_fields + ": x\r\n"), 400},
             Row{"no XML", notify("garbage"), 400},
             Row{"an empty body", notify(""), 400},
             Row{"no length", "NOTIFY /token HTTP/1.1\r\n" + good_fields + "\r\n" + body, 400},
             Row{"a length of no number",
                 "NOTIFY /token HTTP/1.1\r\n" + good_fields + "Content-Length: -1\r\n\r\n", 400},
             Row{"too long", "NOTIFY /token HTTP/1.1\r\n" + good_fields + "Content-Length: 16385\r\n\r\n",
                 400},
             Row{"two lengths", notify(body, good_fields + "Content-Length: 1\r\n"), 400},
             Row{"both lengths", notify(body, good_fields + "Transfer-Encoding: chunked\r\n"), 400},
             Row{"compressed",
                 "NOTIFY /token HTTP/1.1\r\n" + good_fields + "Transfer-Encoding: gzip, chunked\r\n\r\n",
                 400},
             Row{"a head without end", "NOTIFY /token HTTP/1.1\r\nX: " + std::string(5000, 'x'), 400},
             Row{"a body that stays behind",
                 "NOTIFY /token HTTP/1.1\r\n" + good_fields + "Content-Length: 16384\r\n\r\n" +
                     std::string(16300, ' '),
                 400},
         }) {
        CAPTURE(row.what);
        CHECK(status_of(row.bytes) == row.status);
        CHECK(write_notify_answer(row.status).starts_with("HTTP/1.1 " + std::to_string(row.status) + " "));
    }
}

TEST_CASE("GENA: every beginning of a good NOTIFY waits for the rest of it") {
    const std::string body = event(property("ExternalIPAddress", "8.8.8.8"));
    for (const std::string& whole : {notify(body), chunked("5\r\n<a>12\r\n4\r\n</a>\r\n0\r\n")})
        for (std::size_t length = 0; length <= whole.size(); ++length) {
            CAPTURE(whole.substr(0, length));
            CHECK(status_of(whole.substr(0, length)) == (length == whole.size() ? 200 : 0));
        }
}

TEST_CASE("GENA: a body in chunks") {
    const std::string body = event(property("ExternalIPAddress", "8.8.8.8"));
    const std::string first = body.substr(0, 10), second = body.substr(10);
    const auto size = [](const std::string& text) {
        const char* digits = "0123456789ABCDEF";
        return std::string() + digits[text.size() / 16] + digits[text.size() % 16];
    };
    const auto read = read_notify(chunked(size(first) + "\r\n" + first + "\r\n" + size(second) +
                                          ";x=\"1\"\r\n" + second + "\r\n0\r\n\r\n"),
                                  path, id);
    REQUIRE(read);
    CHECK(read->status == 200);
    CHECK(read->state.address == "8.8.8.8");
    for (const char* bad : {"x\r\n", "\r\n", "-1\r\n", "fffff\r\n", "3\r\n<a/>\r\n0\r\n", "4\r\n<a/>xx"}) {
        CAPTURE(bad);
        CHECK(status_of(chunked(bad)) == 400);
    }
    CHECK(status_of(chunked(std::string(100, '0'))) == 400);                         // a size without end
    CHECK(status_of(chunked("ffff\r\n" + std::string(longest_notify, ' '))) == 400); // more than is read
}

TEST_CASE("GENA: until the subscription is known, its path alone says that an event belongs to it") {
    const std::string body = event(property("ExternalIPAddress", "8.8.8.8"));
    CHECK(read_notify(notify(body), path, "")->status == 200);
    CHECK(read_notify(notify(body, good_fields, "NOTIFY / HTTP/1.1"), path, "")->status == 412);
    CHECK(read_notify(notify(body, "NT: upnp:event\r\nNTS: upnp:propchange\r\n"), path, "")->status == 412);
}
