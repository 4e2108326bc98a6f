// What a program has not given back when it finalises.
#pragma once

#include <string>

namespace ascend_rx::runtime {

// A table by kind of object, with the function that gives each back; empty when nothing is left.
std::string leak_report();

}  // namespace ascend_rx::runtime
