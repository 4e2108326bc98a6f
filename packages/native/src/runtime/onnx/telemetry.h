// ONNX Runtime's telemetry, which is off here. Its builds for Linux have it since 1.30: they write an
// identifier of the machine under the home folder, and send events about models to their vendor.
#pragma once

namespace ascend_rx::runtime {

// Sets ORT_DISABLE_TELEMETRY in the environment unless it is set: a value of the user's stands. Called when
// this library is loaded, and again before ONNX Runtime is, because a program may clear its environment in
// between. Not safe while other threads read the environment; so it writes only where nobody has done it
// before. Programs that link this library, and the main thread of Node, have.
void turn_telemetry_off() noexcept;

}  // namespace ascend_rx::runtime
