// What a program has not given back when it finalises.
#pragma once

#include <string>

namespace ascend_rx::runtime {

// A table by type, with the function that gives each back; empty when nothing is left.
std::string table_of_leaks();

}  // namespace ascend_rx::runtime
