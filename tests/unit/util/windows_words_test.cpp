// SPDX-License-Identifier: MIT
#include "util/windows_words.h"

#include <doctest/doctest.h>

using namespace ddns;

using Words = std::vector<std::string>;

TEST_CASE("a command line is quoted only where it must be, and its program always") {
    CHECK(windows_command_line({R"(C:\Program Files\d\d.exe)", "run", "-c", R"(C:\a b\c.yaml)"}) ==
          R"("C:\Program Files\d\d.exe" run -c "C:\a b\c.yaml")");
    CHECK(windows_command_line({R"(C:\d.exe)", ""}) == R"("C:\d.exe" "")");
    CHECK(windows_arguments({"a", R"(say "hi")", R"(C:\a b\)", R"(\\"x)"}) ==
          R"(a "say \"hi\"" "C:\a b\\" "\\\\\"x")");
    CHECK(windows_command_line({}).empty());
}

TEST_CASE("a command line comes apart by the rules of CommandLineToArgvW") {
    struct Row {
        const char* line;
        Words words;
    };
    for (const Row& row :
         {Row{R"(a b c)", {"a", "b", "c"}},
          Row{R"("C:\Program Files\d.exe"   run  )", {R"(C:\Program Files\d.exe)", "run"}},
          Row{R"("C:\x\"y z)", {R"(C:\x\)", "y", "z"}}, // the program knows no escapes
          Row{R"(p "abc" d e)", {"p", "abc", "d", "e"}},
          Row{R"(p a\\b d"e f"g h)", {"p", R"(a\\b)", "de fg", "h"}},
          Row{R"(p a\\\"b c d)", {"p", R"(a\"b)", "c", "d"}},
          Row{R"(p a\\\\"b c" d e)", {"p", R"(a\\b c)", "d", "e"}}, Row{R"(p "a""b")", {"p", R"(a"b)"}},
          Row{R"(p "" x)", {"p", "", "x"}}, Row{R"(p "open end)", {"p", "open end"}}, Row{"", {}}}) {
        CAPTURE(row.line);
        CHECK(windows_command_words(row.line) == row.words);
    }
}

TEST_CASE("whatever the words are, they come back") {
    for (const char* word : {"plain", "", "with space", R"(C:\ends with\)", R"(\\server\share\)",
                             R"("quoted")", R"(a\"b)", R"(\)", R"(\\)", R"(\")", "tab\tin", "配置 文件.yaml",
                             "%PATH%", "$HOME", "a&b|c^d", "\xf0\x9f\x90\xa7", "'single'", "-c"}) {
        CAPTURE(word);
        const Words words{R"(C:\Prog räm\d.exe)", word, "between", word};
        CHECK(windows_command_words(windows_command_line(words)) == words);
    }
}
