# cmake -DOUTPUT=... -DFOLDER=... -P: writes the table that provider/embedded.h declares.
file(GLOB files ${FOLDER}/*.yaml)
list(SORT files)
set(body "")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text)
  # A string literal may hold 64 KiB everywhere that matters; a provider file is far from it.
  string(APPEND body "    {\"${name}\", R\"~~yaml~~(${text})~~yaml~~\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Made from providers/*.yaml; edit those.
#include \"provider/embedded.h\"

namespace ddns {

namespace {
constexpr EmbeddedProvider table[] = {
${body}};
} // namespace

std::span<const EmbeddedProvider> embedded_providers() { return table; }

} // namespace ddns
")
