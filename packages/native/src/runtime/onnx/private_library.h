// Opens a shared library for this project alone: no other library of the process gets it by its name.
//
// Why: another copy of ONNX Runtime may come to the same process, of another version, with the package that
// needs it. The dynamic loader gives a library that is needed by name (DT_NEEDED) from what is loaded, if a
// SONAME is equal. It would give that package our copy, which lacks the symbols of its version. So the name
// of our copy is changed in memory: the file is neither changed nor copied, and its pages stay shared with
// other processes.
#pragma once

#include <string>

namespace ascend_rx::runtime {

// dlopen(). A library that somebody has opened before is shared with them, and keeps its name. `file`: with a
// name instead of a path, the library keeps its name, too. Null: dlerror() says why. Thread-safe.
void* open_privately(const std::string& file);

}  // namespace ascend_rx::runtime
