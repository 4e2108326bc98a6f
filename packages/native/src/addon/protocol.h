// The numbers that the addon and the TypeScript of this package must agree on. They stand here only:
// TypeScript reads them from the addon's export `protocol`.
#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>

#include "base/embedded_defaults.h"
#include "session/slot.h"

namespace ascend_rx::addon::protocol {

// Inputs up to this size are copied when they are given; larger ones are borrowed. In bytes.
constexpr size_t kCopiedBytes = session::Slot::kCopiedBytes;

// The words of `commands`: 32 bits each.
//   execute   the number of a slot, below kBlockFlag: executes what its place in the staging buffer holds
//   launch    kLaunchFlag, plus kBlockFlag for a callback that blocks, plus the number of slots;
//             then the group; then the slots
constexpr uint32_t kLaunchFlag = 1u << 31;
constexpr uint32_t kBlockFlag = 1u << 30;
constexpr size_t kLaunchHeaderWords = 2;

// The words of `reports`, for each group: the fields by these indexes, then its slots.
constexpr size_t kReportGroup = 0;
constexpr size_t kReportOffset = 1;     // where the group's outputs begin in the buffer, in bytes
constexpr size_t kReportSlotCount = 2;  // how many slots the group has
constexpr size_t kReportHeaderWords = 3;
// Room for every slot in a group of its own.
constexpr size_t kReportWordsPerSlot = kReportHeaderWords + 1;

// The numbers of `timestamps`, for each execution: those of session::Timestamps, in that order.
constexpr size_t kTimestampsPerExecution = 4;

// The queue depth of an execution stream of the embedded runtime, unless its settings have another one. In
// tasks.
constexpr size_t kEmbeddedQueueDepth = kDefaultQueueDepth;

// A frozen object with all of these.
Napi::Object to_js(Napi::Env env);

}  // namespace ascend_rx::addon::protocol
