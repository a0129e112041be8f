// SPDX-License-Identifier: MIT
#include "import/confuse.h"

#include "import/confuse_lexer.h"
#include "import/plain_text.h"
#include "util/text.h"

#include <fmt/format.h>

namespace ddns {

namespace {

using Token = ConfuseToken;

/// Thrown to the top of this file only.
struct Stop {
    Diagnostic error;
};

/// What the files that include each other share.
struct Shared {
    const IncludeReader& include;
    std::vector<ImportNote> notes;
    std::size_t bytes = 0;
    std::size_t files = 0; ///< now open
};

class FileParser {
public:
    FileParser(std::string_view text, std::string file, Shared& shared)
        : lexer_(text), file_(std::move(file)), shared_(shared) {
        shared_.bytes += text.size();
        advance();
    }

    /// Statements up to the `}` that closes the section, or the end of the file.
    std::vector<ConfuseItem> items(std::size_t depth) {
        if (depth > max_confuse_depth) stop("sections are nested too deeply here");
        std::vector<ConfuseItem> out;
        while (token_.kind != Token::Kind::end) {
            if (is_sign('}')) {
                if (depth == 0) stop("there is a \"}\" too many");
                return out;
            }
            statement(out, depth);
        }
        if (depth > 0) stop("the file ends within a section; a \"}\" is missing");
        return out;
    }

private:
    [[noreturn]] void stop(std::string message) const {
        Diagnostic error;
        error.file = file_;
        error.line = token_.line;
        error.message = std::move(message);
        throw Stop{std::move(error)};
    }

    void advance() {
        token_ = lexer_.next();
        if (token_.kind == Token::Kind::error) stop(token_.error);
    }

    [[nodiscard]] bool is_sign(char sign) const {
        return token_.kind == Token::Kind::sign && token_.sign == sign;
    }

    ImportedValue value() {
        if (token_.kind != Token::Kind::text) stop("a value is missing here");
        ImportedValue out = std::move(token_.value);
        advance();
        return out;
    }

    void statement(std::vector<ConfuseItem>& out, std::size_t depth) {
        if (token_.kind != Token::Kind::text) stop("an option's name must stand here");
        ConfuseItem item;
        item.place = {token_.line, file_};
        item.name = to_lower(value().text.reveal());
        if (is_sign('(')) return call(item, out, depth);
        if (is_sign('=') || is_sign('+')) {
            item.appends = is_sign('+');
            advance();
            values(item);
        } else {
            section(item, depth);
        }
        out.push_back(std::move(item));
    }

    void values(ConfuseItem& item) {
        if (!is_sign('{')) return item.values.push_back(value());
        advance();
        while (!is_sign('}')) {
            item.values.push_back(value());
            if (is_sign(','))
                advance();
            else if (!is_sign('}'))
                stop("a \",\" or a \"}\" must stand here, to go on with the list or to end it");
        }
        advance();
    }

    void section(ConfuseItem& item, std::size_t depth) {
        item.kind = ConfuseItem::Kind::section;
        if (token_.kind == Token::Kind::text) item.title = value().text.reveal();
        if (!is_sign('{')) stop("a \"=\" or a \"{\" must stand here");
        advance();
        item.items = items(depth + 1);
        advance();
    }

    void call(const ConfuseItem& item, std::vector<ConfuseItem>& out, std::size_t depth) {
        std::vector<std::string> arguments;
        for (advance(); !is_sign(')');) {
            arguments.push_back(value().text.reveal());
            if (is_sign(','))
                advance();
            else if (!is_sign(')'))
                stop("a \")\" is missing");
        }
        advance();
        if (item.name == "include" && arguments.size() == 1) return include(item, arguments[0], out, depth);
        shared_.notes.push_back(
            {ImportNote::Kind::lost, item.place, shown_name(item.name), "it is not known here"});
    }

    void include(const ConfuseItem& item, const std::string& path, std::vector<ConfuseItem>& out,
                 std::size_t depth) {
        const auto lose = [&](std::string because) {
            shared_.notes.push_back({ImportNote::Kind::lost, item.place,
                                     fmt::format("include({})", shown_name(path, "...")),
                                     std::move(because)});
        };
        if (shared_.files >= max_confuse_includes) return lose("files include each other too often");
        const auto text = shared_.include ? shared_.include(path) : fail(ErrorKind::system, "it is not read");
        if (!text) return lose("it cannot be read");
        if (shared_.bytes + text->size() > max_confuse_bytes) return lose("that would be too much");
        ++shared_.files;
        FileParser parser(*text, shown_name(path, "an included file"), shared_);
        for (ConfuseItem& inner : parser.all(depth)) out.push_back(std::move(inner));
        --shared_.files;
    }

    /// Of an included file, which ends where its section goes on.
    std::vector<ConfuseItem> all(std::size_t depth) {
        std::vector<ConfuseItem> out;
        while (token_.kind != Token::Kind::end) {
            if (is_sign('}')) stop("there is a \"}\" too many");
            statement(out, depth);
        }
        return out;
    }

    ConfuseLexer lexer_;
    std::string file_;
    Shared& shared_;
    Token token_;
};

} // namespace

Imported<ConfuseFile> parse_confuse(std::string_view text, const IncludeReader& include) {
    Shared shared{include, {}, 0, 0};
    try {
        FileParser parser(text, "", shared);
        ConfuseFile file;
        file.items = parser.items(0);
        file.notes = std::move(shared.notes);
        return file;
    } catch (const Stop& stop) {
        return tl::unexpected<Diagnostic>(stop.error);
    }
}

} // namespace ddns
