// SPDX-License-Identifier: MIT
#include "provider/load_complete.h"

#include <algorithm>
#include <fmt/format.h>
#include <initializer_list>

namespace ddns {

namespace {

/// One of the calls and the word for it.
struct NamedCall {
    std::string_view word;
    const std::optional<Call>& call;
};

/// Placeholders that stand for something in some calls only.
struct Reach {
    Var var;
    std::initializer_list<std::string_view> calls;
};
const Reach reaches[] = {
    {Var::candidate, {"zone"}},
    {Var::page, {"zone", "list"}},
    {Var::offset, {"zone", "list"}},
    {Var::cursor, {"zone", "list"}},
    {Var::zone, {"list", "create", "update", "delete", "batch", "after", "push"}},
    {Var::zone_name, {"list", "create", "update", "delete", "batch", "after", "push"}},
    {Var::name, {"list", "create", "update", "delete", "batch", "push"}},
    {Var::fqdn, {"list", "create", "update", "delete", "batch", "push"}},
    {Var::type, {"list", "create", "update", "delete", "batch", "push"}},
    {Var::ip, {"create", "update", "delete", "batch", "push"}},
    {Var::ips, {"create", "update", "batch", "push"}},
    {Var::ip4, {"create", "update", "batch", "push"}},
    {Var::ip6, {"create", "update", "batch", "push"}},
    {Var::ttl, {"create", "update", "delete", "batch", "push"}},
    {Var::old, {"update", "delete", "batch"}},
    {Var::id, {"update", "delete", "batch"}},
    {Var::job, {"after"}},
};

bool holds(const BodyNode& node, WriteKind kind) {
    if (node.kind == BodyNode::Kind::each && node.each == kind) return true;
    return std::any_of(node.items.begin(), node.items.end(),
                       [&](const BodyNode& item) { return holds(item, kind); });
}

class Completion {
public:
    Completion(YamlReader& yaml, const YAML::Node& document, ProviderDefinition& definition)
        : yaml_(yaml), document_(document), d_(definition) {}

    void run() {
        present();
        shape();
        placeholders();
        names_of_requests();
        if (d_.list) list(*d_.list);
        if (d_.batch) batch(*d_.batch);
        success();
        conclude();
    }

private:
    void error(std::string message) { yaml_.error(document_, std::move(message)); }
    void error_if(bool wrong, std::string_view message) {
        if (wrong) error(std::string(message));
    }

    [[nodiscard]] std::vector<NamedCall> calls() const {
        return {{"push", d_.push},     {"zone", d_.zone},     {"list", d_.list},   {"create", d_.create},
                {"update", d_.update}, {"delete", d_.remove}, {"batch", d_.batch}, {"after", d_.after}};
    }

    void present() {
        error_if(d_.info.title.empty(), "the file needs a \"title\"");
        error_if(d_.info.docs.empty(),
                 "the file needs \"docs\": the address where the interface is described");
        error_if(d_.info.confidence.empty(),
                 "the file needs \"confidence\", for example: medium, 2026-11-22; the TTL is a guess");
    }

    void shape() {
        if (d_.push) {
            error_if(d_.create || d_.update, "\"push\" takes the place of \"create\" and \"update\"");
            return;
        }
        if (!d_.list || (!d_.create && !d_.update))
            return error("a provider needs \"push\", or \"list\" and \"create\" or \"update\" and mostly "
                         "\"zone\" and \"delete\"");
        error_if(!d_.update && !d_.remove,
                 "without \"update\" the old record must go: \"delete\" is missing");
        error_if(d_.update && !d_.create && !d_.update->whole_set(),
                 "\"create\" is missing; only an \"update\" with all values ({ips} or each) can do without");
    }

    void placeholders() {
        for (const auto& [word, call] : calls())
            for (const Reach& reach : reaches)
                if (call && call->uses(reach.var) &&
                    std::find(reach.calls.begin(), reach.calls.end(), word) == reach.calls.end())
                    error(fmt::format("{{{}}} stands for nothing in \"{}\"", to_string(reach.var), word));
        const bool zone_id = uses(Var::zone);
        error_if(zone_id && !d_.zone,
                 "{zone} is the id of a zone, so there must be a \"zone\" call; its name is "
                 "{zone_name}");
        error_if(d_.url.uses(Var::type) && (d_.zone || d_.after || d_.auth.login),
                 "a url with {type} is for files whose every call is about a record");
        error_if(d_.auth.login && login_uses_more(), "a login can use settings, {version} and {os} only");
    }

    [[nodiscard]] bool login_uses_more() const {
        return std::any_of(std::begin(reaches), std::end(reaches),
                           [&](const Reach& reach) { return d_.auth.login->uses(reach.var); });
    }

    void names_of_requests() {
        error_if(d_.push && d_.pace.in_one > 1 && !d_.batch && !d_.push->uses(Var::name),
                 "several names \"in one\" push need {name} in it");
        error_if(!d_.push && d_.pace.in_one > 1 && !d_.batch, "several writes \"in one\" need a \"batch\"");
        const auto both = [](const Call& call) {
            return call.uses(Var::ips) || (call.uses(Var::ip4) && call.uses(Var::ip6));
        };
        const std::optional<Call>& write = d_.push ? d_.push : d_.update ? d_.update : d_.create;
        error_if(d_.types.together && write && !both(*write),
                 "where the types go together, the write must have {ip4} and {ip6}, or {ips}");
    }

    void list(const Call& call) {
        if (call.more.item) list_of_ids(*call.more.item);
        error_if(!call.pointer("value"), "\"list\" must say under \"each\" where the value is");
        error_if(!call.pointer("name") && !call.uses(Var::name) && !call.uses(Var::fqdn),
                 "\"list\" must ask for {name} or {fqdn}, or say under \"each\" where the name is");
        error_if(!call.pointer("type") && !call.uses(Var::type) && d_.types.a && d_.types.aaaa &&
                     !d_.types.together,
                 "\"list\" must ask for {type}, or say under \"each\" where the type is");
        for (const SettingTraits& setting : d_.settings)
            if (setting.select && !call.pointer(setting.name))
                error(fmt::format("\"list\" must say under \"each\" where \"{}\" is, which selects",
                                  setting.name));
    }

    void list_of_ids(const Call& item) {
        error_if(!item.uses(Var::id),
                 "the request at \"more\" must have the {record_id} that it is asked for");
        for (const Reach& reach : reaches)
            if (reach.var != Var::id && item.uses(reach.var) &&
                std::find(reach.calls.begin(), reach.calls.end(), "list") == reach.calls.end())
                error(fmt::format("{{{}}} stands for nothing in the request at \"more\"",
                                  to_string(reach.var)));
    }

    /// A kind of write that the batch does not hold would be lost in it.
    void batch(const Call& call) {
        const auto lacks = [&](const std::optional<Call>& single, WriteKind kind) {
            return single && !(call.body && holds(*call.body, kind));
        };
        if (d_.push)
            return error_if(lacks(d_.push, WriteKind::push) || lacks(d_.remove, WriteKind::remove),
                            "the body of \"batch\" must hold push, and delete where the file has it");
        error_if(lacks(d_.create, WriteKind::create) || lacks(d_.update, WriteKind::update) ||
                     lacks(d_.remove, WriteKind::remove),
                 "the body of \"batch\" must hold create, update and delete, as far as the file has these");
    }

    void success() {
        const auto good = [](const ReplyRule& rule) { return rule.means.kind == Meaning::Kind::done; };
        const bool common = std::any_of(d_.replies.begin(), d_.replies.end(), good);
        const auto can = [&](const Call& call) {
            return common || std::any_of(call.replies.begin(), call.replies.end(), good);
        };
        for (const auto& [word, call] : calls())
            if (call && !can(*call))
                error(fmt::format("\"{}\" needs a reply that means success; none is assumed", word));
        error_if(d_.auth.login && !can(*d_.auth.login),
                 "the login needs a reply that means success; none is assumed");
    }

    [[nodiscard]] bool uses(Var var) const {
        const auto all = calls();
        return std::any_of(all.begin(), all.end(),
                           [&](const NamedCall& named) { return named.call && named.call->uses(var); });
    }

    void conclude() {
        ProviderInfo& info = d_.info;
        d_.zone_by_option = !d_.zone && (uses(Var::zone_name) || d_.names.kind == NameForm::Kind::relative);
        const bool whole = (d_.push && d_.push->whole_set()) || (d_.update && d_.update->whole_set()) ||
                           (d_.create && d_.create->whole_set());
        // One push for both families has room for one address of each.
        const bool pair = d_.push && d_.types.together;
        info.several_values = (whole && !pair) || (!d_.push && d_.remove);
        info.batch = d_.pace.in_one;
        info.zone_option = d_.zone_by_option;
        info.removal = d_.remove.has_value();
        info.a = d_.types.a;
        info.aaaa = d_.types.aaaa;
        info.together = d_.types.together;
        info.apart = d_.pace.apart;
        info.again = d_.pace.again;
        const bool templated = std::any_of(d_.settings.begin(), d_.settings.end(),
                                           [](const SettingTraits& trait) { return trait.templated; });
        info.ttl = !d_.no_ttl && (uses(Var::ttl) || templated);
        if (info.zone_option) offer_zone();
        mark_host_settings();
        if (d_.names.kind == NameForm::Kind::under) info.domain_suffix = d_.names.suffix;
        if (d_.push && d_.push->request.whole_url) ask_for_whole_url();
    }

    void offer_zone() {
        SettingSpec spec;
        spec.name = "zone";
        spec.help = "The zone that holds the name, where that is not its last two labels";
        d_.info.options.insert(d_.info.options.begin(), std::move(spec));
    }

    void mark_host_settings() {
        for (std::size_t i = 0; i < d_.settings.size(); ++i) {
            if (!d_.url.uses_setting(i)) continue;
            error_if(d_.settings[i].record || d_.settings[i].login || d_.settings[i].templated,
                     "url can hold plain settings of the account only");
            for (SettingSpec& spec : d_.info.settings)
                if (spec.name == d_.settings[i].name) spec.host = true;
        }
    }

    /// The configuration then takes `url:` as a setting: with its query, and secret.
    void ask_for_whole_url() {
        SettingSpec spec;
        spec.name = "url";
        spec.help = "The whole address; {ip} and the like may stand in it";
        spec.secret = spec.required = true;
        d_.info.settings.insert(d_.info.settings.begin(), std::move(spec));
    }

    YamlReader& yaml_;
    const YAML::Node& document_;
    ProviderDefinition& d_;
};

} // namespace

void complete_definition(YamlReader& yaml, const YAML::Node& document, ProviderDefinition& definition) {
    Completion(yaml, document, definition).run();
}

} // namespace ddns
