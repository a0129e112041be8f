// SPDX-License-Identifier: MIT
#pragma once

#include "config/diagnostic.h"
#include "util/time.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ddns {

struct ProviderDefinition; // provider/definition.h

/// A setting that a provider asks of an account, or an option of a record.
struct SettingSpec {
    std::string name;
    bool secret = false;
    bool required = false;
    bool path = false;    ///< names a file or folder; relative to the configuration's folder
    std::string fallback; ///< the value when the user gives none
    std::string help;
    bool boolean = false;
    bool number = false;
    bool select = false; ///< of a record: which of the records of its name are ours
    bool host = false;   ///< becomes a part of the provider's host
    bool lines = false;  ///< may have several, as a file has
    bool operator==(const SettingSpec&) const = default;
};

/// What is wrong with a value of a setting, as a phrase that follows its name: "must be true or false". ""
/// when nothing is.
std::string wrong_value(const SettingSpec& spec, std::string_view value);

/// What is wrong with a setting of an account, or (a warning) could be better, as a phrase that follows its
/// name.
struct SettingProblem {
    std::string setting;
    std::string what;
    bool warning = false;
    bool operator==(const SettingProblem&) const = default;
};

/// What a user may write for a provider; enough to check a configuration without knowing how it works.
struct ProviderInfo {
    std::string name;                      ///< "cloudflare"
    std::string title;                     ///< "Cloudflare"
    std::string docs;                      ///< where its interface is described
    std::string url;                       ///< default base address; "" = the user must give `url:`
    std::vector<SettingSpec> settings;     ///< of an account
    std::vector<SettingSpec> options;      ///< of a record
    std::string domain_suffix;             ///< completes a name without a dot: "duckdns.org"; "" = none
    std::string confidence;                ///< how sure the file is, as it says it; "" for backends in C++
    unsigned batch = 1;                    ///< names or writes that go in one request
    bool several_values = false;           ///< `address: all` is possible
    bool a = true;                         ///< has A records
    bool aaaa = true;                      ///< has AAAA records
    bool together = false;                 ///< one write carries both families of a name
    bool ttl = true;                       ///< records have one
    bool zone_option = false;              ///< among `options` is `zone`, see zone_option.h
    bool removal = false;                  ///< records can be deleted
    Duration apart{};                      ///< least time between two updates of a record
    Duration again{};                      ///< an update is repeated after so long; 0 = never
    bool any_class_without_asking = false; ///< serves a LAN: private addresses are normal (the hosts file)
};

/// All providers: the files compiled in, a user's own folder of files (which wins), and the backends written
/// in C++. Files are parsed when first asked for, so that a large catalogue costs nothing at start.
class ProviderCatalogue {
public:
    /// `user_folder` may be empty or absent. Problems in its files are reported when the file is used.
    explicit ProviderCatalogue(std::string user_folder = {});
    ~ProviderCatalogue();
    ProviderCatalogue(const ProviderCatalogue&) = delete;
    ProviderCatalogue& operator=(const ProviderCatalogue&) = delete;

    /// Every name, sorted.
    [[nodiscard]] std::vector<std::string> names() const;

    /// nullptr when there is no such provider, or when its file is wrong (then `problems(name)` says why).
    [[nodiscard]] const ProviderInfo* find(std::string_view name) const;

    /// The parsed file; nullptr for backends written in C++ and unknown names.
    [[nodiscard]] const ProviderDefinition* definition(std::string_view name) const;

    [[nodiscard]] std::vector<Diagnostic> problems(std::string_view name) const;

    /// Of a service that is gone, a sentence that says so and since when. Only names without a file have one.
    [[nodiscard]] std::optional<std::string> retired(std::string_view name) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace ddns
