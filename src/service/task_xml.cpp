// SPDX-License-Identifier: MIT
#include "service/task_xml.h"

#include "util/text.h"
#include "util/windows_words.h"

#include <array>
#include <fmt/format.h>

namespace ddns {

namespace {

constexpr std::array<std::pair<char, std::string_view>, 5> entities{
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&apos;"}}};

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        std::string_view entity;
        for (const auto& [plain, name] : entities)
            if (c == plain) entity = name;
        if (entity.empty())
            out += c;
        else
            out += entity;
    }
    return out;
}

std::string unescaped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t taken = 1;
        char c = text.front();
        for (const auto& [plain, name] : entities)
            if (text.starts_with(name)) {
                c = plain;
                taken = name.size();
            }
        out += c;
        text.remove_prefix(taken);
    }
    return out;
}

std::string element(std::string_view xml, std::string_view name) {
    const std::string open = fmt::format("<{}>", name), close = fmt::format("</{}>", name);
    const std::size_t begin = xml.find(open);
    const std::size_t end = begin == std::string_view::npos ? begin : xml.find(close, begin);
    if (end == std::string_view::npos) return {};
    return unescaped(trim(xml.substr(begin + open.size(), end - begin - open.size())));
}

} // namespace

std::string task_xml(const Registration& registration) {
    // Priority 5 is what a program has that a person starts; 7, below normal, is what tasks get otherwise.
    return fmt::format(R"(<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Author>ddns-reactor</Author>
    <Description>Dynamic DNS that reacts to the kernel</Description>
    <Documentation>{}</Documentation>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger>
      <Enabled>true</Enabled>
    </BootTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{}</UserId>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <IdleSettings>
      <StopOnIdleEnd>false</StopOnIdleEnd>
      <RestartOnIdle>false</RestartOnIdle>
    </IdleSettings>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>5</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{}</Command>
      <Arguments>{}</Arguments>
    </Exec>
  </Actions>
</Task>
)",
                       escaped(registered_command(registration)), task_account,
                       escaped(registration.executable),
                       escaped(windows_arguments(registered_arguments(registration))));
}

std::optional<Registration> registration_of_task(std::string_view xml) {
    std::string command = element(xml, "Command");
    if (command.empty()) return registration_of(StartMode::task, element(xml, "Documentation"));
    if (!command.starts_with('"')) command = '"' + command + '"';
    return registration_of(StartMode::task, command + ' ' + element(xml, "Arguments"));
}

} // namespace ddns
