# cmake -DOUTPUT=... -DFOLDER=... -P: writes the tables that provider/embedded.h declares. Examples are for tests, which
# read the files themselves; they would be more than half of what the program carries.
file(GLOB files RELATIVE ${FOLDER} ${FOLDER}/*.yaml)
set(names "")
foreach(file IN LISTS files)
  string(REGEX REPLACE "\\.yaml$" "" name ${file})
  list(APPEND names ${name})
endforeach()
list(REMOVE_ITEM names retired)
list(SORT names) # by name: with ".yaml" at their ends "a-b" would come before "a"
set(body "")
foreach(name IN LISTS names)
  file(READ ${FOLDER}/${name}.yaml text)
  string(FIND "${text}" "\nexamples:" end)
  if(end GREATER_EQUAL 0)
    math(EXPR end "${end} + 1")
    string(SUBSTRING "${text}" 0 ${end} text)
  endif()
  # A string literal may hold 64 KiB everywhere that matters; a provider file is far from it.
  string(APPEND body "    {\"${name}\", R\"~~yaml~~(${text})~~yaml~~\"},\n")
endforeach()
file(READ ${FOLDER}/retired.yaml retired)
file(WRITE ${OUTPUT} "// Made from providers/*.yaml; edit those.
#include \"provider/embedded.h\"

namespace ddns {

namespace {
constexpr EmbeddedProvider table[] = {
${body}};
} // namespace

std::span<const EmbeddedProvider> embedded_providers() { return table; }

std::string_view retired_providers() {
    return R\"~~yaml~~(${retired})~~yaml~~\";
}

} // namespace ddns
")
