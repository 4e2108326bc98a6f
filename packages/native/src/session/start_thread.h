// Starts the threads of this layer. Any thread.
#pragma once

#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace ascend_rx::session {

// Throws std::runtime_error if the system gives no thread, and std::bad_alloc. Nothing runs then.
template <class Body>
std::thread start_thread(const char* purpose, Body&& body) {
  try {
    return std::thread(std::forward<Body>(body));
  } catch (const std::system_error& error) {
    throw std::runtime_error(std::string("expected a ") + purpose + " thread but the system gave none (" +
                             error.what() + ")");
  }
}

}  // namespace ascend_rx::session
