// SPDX-License-Identifier: MIT
#include "cli/commands.h"
#include "cli/configuration.h"
#include "cli/example_text.h"
#include "cli/output.h"
#include "provider/provider_file.h"

#include <algorithm>
#include <fmt/format.h>

namespace ddns {

namespace {

bool any_error(const std::vector<Diagnostic>& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
        return diagnostic.severity == Diagnostic::Severity::error;
    });
}

std::string counted(std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

ExitCode lint(const std::string& path, const ProviderFile& file) {
    const ProviderInfo& info = file.definition->info;
    return print(fmt::format("{}: good: {}, {}\n", path,
                             counted(info.settings.size() + info.options.size(), "setting"),
                             counted(file.examples.size(), "example")));
}

ExitCode try_examples(const std::string& path, const ProviderFile& file) {
    std::vector<Diagnostic> problems;
    std::string out;
    const auto run = [&](const Example& example) {
        const ExampleRun result = run_example(*file.definition, example);
        out += example_text(example, result);
        for (const auto& problem : result.problems)
            problems.push_back({Diagnostic::Severity::error, path, problem.place.line, problem.place.column,
                                problem.message, ""});
    };
    for (const Example& example : file.examples) run(example);
    if (file.examples.empty()) {
        out += fmt::format("{} has no examples; this is what would leave first:\n", path);
        run(first_example(*file.definition));
    } else if (problems.empty()) {
        out += fmt::format("{}: {}, as they say\n", path, counted(file.examples.size(), "example"));
    }
    const ExitCode printed = print(out);
    report(problems);
    return problems.empty() ? printed : ExitCode::bad_config;
}

} // namespace

ExitCode run_provider_files(const ProvidersCommand& command) {
    ExitCode worst = ExitCode::ok;
    for (const std::string& path : command.files) {
        const auto file = read_provider_file(path);
        if (!file) {
            worst = std::max(worst, complain(file.error()));
            continue;
        }
        report(file->diagnostics);
        ExitCode ended = ExitCode::bad_config;
        if (!any_error(file->diagnostics))
            ended = command.action == ProvidersCommand::Action::lint ? lint(path, *file)
                                                                     : try_examples(path, *file);
        worst = std::max(worst, ended);
    }
    return worst;
}

} // namespace ddns
