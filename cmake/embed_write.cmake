# Writes OUTPUT, a C++ source with the bytes of every file named in LIST (one absolute path a line, below ROOT).
# Bytes become one string literal of hexadecimal escapes: any content survives, and compilers read it fast.

set(definitions "")
file(STRINGS ${LIST} files)
foreach(file IN LISTS files)
  file(READ ${file} hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "(..)" "\\\\x\\1" escaped "${hex}")
  file(RELATIVE_PATH name ${ROOT} ${file})
  string(APPEND definitions "      {\"${name}\", std::string_view(\"${escaped}\", ${size})},\n")
endforeach()

file(WRITE ${OUTPUT} "#include <mockling/embedded.hpp>

namespace mockling::embedded {

const std::vector<File>& files() {
  static const std::vector<File> all = {
${definitions}  };
  return all;
}

}  // namespace mockling::embedded
")
