// SPDX-License-Identifier: MIT
#include "provider/dns_update_zones.h"

#include "dns/rdata.h"
#include "provider/dns_update_reply.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

/// The SOA record of the zone that `name` is in, from the answer or, where the name has none, the authority
/// section (RFC 2308). That of an alias belongs to the zone the alias leads to.
const DnsRecord* soa_of(const DnsMessage& message, const DnsName& name) {
    for (const auto* section : {&message.answers, &message.authority})
        for (const DnsRecord& record : *section)
            if (record.type == DnsType::SOA && record.dns_class == DnsClass::in &&
                name.is_within(record.name))
                return &record;
    return nullptr;
}

bool is_alias(const DnsMessage& message, const DnsName& name) {
    return std::any_of(message.answers.begin(), message.answers.end(), [&](const DnsRecord& record) {
        return record.type == DnsType::CNAME && record.name == name;
    });
}

Error no_zone(const DnsName& name, std::string_view who) {
    return {ErrorKind::bad_reply,
            fmt::format("{} does not say which zone {} is in; name it with `zone:`, and its primary with "
                        "`server:`",
                        who, name.to_text()),
            {}};
}

} // namespace

/// One name's way through the servers.
class DnsZones::Search final : public Operation {
public:
    Search(DnsZones& zones, const DnsName& name, OnFound on_found)
        : zones_(zones), name_(name), asked_(zones.settings_.zone.value_or(name)),
          on_found_(std::move(on_found)) {
        if (by_resolver_) {
            resolvers_ = zones.resolvers_();
            ask_next_resolver();
        } else {
            ask(zones.link_to(zones.settings_.host, zones.settings_.port, Role::primary));
        }
    }

private:
    void ask_next_resolver() {
        if (next_ == resolvers_.size()) {
            if (!last_error_)
                last_error_ = Error{ErrorKind::network,
                                    "nobody can be asked for its zone: this system has no name servers; name "
                                    "the primary with `server:`",
                                    {}};
            later_ =
                zones_.timers_.after(Duration::zero(), [this] { done(tl::unexpected<Error>(*last_error_)); });
            return;
        }
        const DnsResolver& resolver = resolvers_[next_++];
        ask(zones_.link_to(resolver.host, resolver.port, Role::resolver));
    }

    void ask(DnsLink& link) {
        DnsMessage question;
        question.questions = {{asked_, DnsType::SOA, DnsClass::in}};
        question.recursion_desired = by_resolver_;
        question_ = link.ask(std::move(question), [this, &link](Result<DnsLink::Answer> answer) {
            on_answer(link, std::move(answer));
        });
    }

    void on_answer(DnsLink& link, Result<DnsLink::Answer> answer) {
        if (!answer) return failed(std::move(answer.error()));
        const DnsMessage& message = answer->message;
        if (!by_resolver_) {
            const DnsAsked asked{link.server(), asked_.to_text(), &zones_.settings_.key, zones_.settings_.tls,
                                 zones_.timers_.wall_clock()};
            const auto judged = judge_answer(message, answer->proof, asked);
            if (judged.verdict != DnsVerdict::good) return failed(judged.error);
        }
        // No alias is at the top of a zone, so the name above is in the same one.
        if (is_alias(message, asked_) && !asked_.is_root()) {
            asked_ = asked_.parent();
            return ask(link);
        }
        take(link, message);
    }

    void take(const DnsLink& link, const DnsMessage& message) {
        const bool fits = message.questions.size() == 1 && message.questions[0].name == asked_;
        const DnsRecord* soa = fits ? soa_of(message, asked_) : nullptr;
        if (!soa) return failed(no_zone(name_, link.server()));
        const DnsName zone = zones_.settings_.zone.value_or(soa->name);
        if (soa->name != zone)
            return failed({ErrorKind::bad_reply,
                           fmt::format("{} says that there is no zone {}; check `zone:`", link.server(),
                                       zone.to_text()),
                           {}});
        if (!by_resolver_) return done(zones_.keep(name_, zone, zones_.settings_.host));
        const auto primary = primary_of(*soa);
        if (!primary || primary->is_root()) return failed(no_zone(name_, link.server()));
        done(zones_.keep(name_, zone, primary->to_text()));
    }

    void failed(Error error) {
        last_error_ = std::move(error);
        if (by_resolver_)
            ask_next_resolver();
        else
            done(tl::unexpected<Error>(*last_error_));
    }

    void done(Result<DnsPlace> place) {
        const auto on_found = std::move(on_found_);
        on_found(std::move(place));
    }

    DnsZones& zones_;
    const DnsName name_;
    const bool by_resolver_ = zones_.settings_.host.empty();
    DnsName asked_;
    OnFound on_found_;
    std::vector<DnsResolver> resolvers_;
    std::size_t next_ = 0;
    std::optional<Error> last_error_;
    std::unique_ptr<Operation> question_, later_;
};

DnsZones::DnsZones(HttpTransport& transport, Timers& timers, const DnsUpdateSettings& settings,
                   DnsResolvers resolvers)
    : transport_(transport), timers_(timers), settings_(settings), resolvers_(std::move(resolvers)) {}

std::optional<DnsPlace> DnsZones::known(const DnsName& name) {
    if (settings_.zone && !settings_.host.empty())
        return DnsPlace{*settings_.zone, &link_to(settings_.host, settings_.port, Role::primary)};
    const auto found = places_.find(name);
    return found == places_.end() ? std::nullopt : std::optional(found->second);
}

std::unique_ptr<Operation> DnsZones::find(const DnsName& name, OnFound on_found) {
    return std::make_unique<Search>(*this, name, std::move(on_found));
}

DnsLink& DnsZones::link_to(const std::string& host, std::uint16_t port, Role role) {
    auto& link = links_[{host, port, role}];
    if (link) return *link;
    const bool primary = role == Role::primary;
    StreamRequest server;
    server.host = host;
    server.port = port;
    server.interface = settings_.interface;
    server.address_key = "server";
    server.timeout = settings_.timeout;
    if (primary) {
        server.tls = settings_.tls;
        server.ca = settings_.ca;
    }
    link = std::make_unique<DnsLink>(transport_, timers_, std::move(server),
                                     primary ? std::optional(settings_.key) : std::nullopt,
                                     settings_.unanswered);
    return *link;
}

DnsPlace DnsZones::keep(const DnsName& name, const DnsName& zone, const std::string& host) {
    return places_[name] = DnsPlace{zone, &link_to(host, settings_.port, Role::primary)};
}

} // namespace ddns
