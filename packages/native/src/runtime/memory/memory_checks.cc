#include "memory_checks.h"

#include "memory.h"
#include "process/call.h"
#include "process/settings.h"
#include "process/strict.h"

namespace ascend_rx::runtime {
namespace {

// On a board all memory is one.
bool is_board() { return Settings::current().run_mode == ACL_DEVICE; }

void check_host_memory(const MemoryRows& rows, const char* what, bool asynchronous) {
  const Memory::Kind kind = Memory::instance().check(rows.at, rows.extent(), what);
  if (is_board()) return;
  if (kind == Memory::Kind::device) {
    mistake(ACL_ERROR_RT_PARAM_INVALID, std::string(what) + " at " + address_text(rows.at) +
                                            " is device memory; the kind of copy says host memory");
  } else if (kind == Memory::Kind::foreign && asynchronous) {
    mistake(ACL_ERROR_RT_PARAM_INVALID,
            std::string(what) + " at " + address_text(rows.at) +
                " is not from aclrtMallocHost; up to 8.0 an asynchronous copy of other memory is undefined");
  }
}

}  // namespace

void check_device_memory(const MemoryRows& rows, const char* what) {
  const Memory::Kind kind = Memory::instance().check(rows.at, rows.extent(), what);
  if (kind == Memory::Kind::device || is_board()) return;
  mistake(ACL_ERROR_RT_PARAM_INVALID,
          std::string(what) + " at " + address_text(rows.at) +
              (kind == Memory::Kind::host ? " is host memory" : " is no memory of the device") +
              ", which a device cannot reach; allocate it with aclrtMalloc");
}

void check_copied_memory(const MemoryRows& to, const MemoryRows& from, unsigned kind, bool asynchronous) {
  constexpr const char* destination = "the destination";
  constexpr const char* source = "the source";
  switch (kind) {
    case ACL_MEMCPY_HOST_TO_HOST:
      check_host_memory(to, destination, asynchronous);
      check_host_memory(from, source, asynchronous);
      break;
    case ACL_MEMCPY_HOST_TO_DEVICE:
      check_device_memory(to, destination);
      check_host_memory(from, source, asynchronous);
      break;
    case ACL_MEMCPY_DEVICE_TO_HOST:
      check_host_memory(to, destination, asynchronous);
      check_device_memory(from, source);
      break;
    case ACL_MEMCPY_DEVICE_TO_DEVICE:
      check_device_memory(to, destination);
      check_device_memory(from, source);
      break;
    default:
      break;
  }
}

// What a callback does is in the order of its stream, which waits for it if it is of the blocking kind.
void check_not_in_use(const MemoryRows& rows) {
  if (inside_callback() || MemoryUses::instance().count(rows) == 0) return;
  mistake(ACL_ERROR_RT_PARAM_INVALID,
          "the memory at " + address_text(rows.at) +
              " is written while queued tasks still need it; synchronize their stream "
              "first, or use a stream for this, too");
}

}  // namespace ascend_rx::runtime
