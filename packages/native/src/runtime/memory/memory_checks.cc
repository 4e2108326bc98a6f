#include "runtime/memory/memory_checks.h"

#include <string>

#include "runtime/base/call.h"
#include "runtime/checks/strict.h"
#include "runtime/config/settings.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/peer_access.h"

namespace ascend_rx::runtime {
namespace {

// On a board, host and device share all memory.
bool is_board() { return Settings::current().run_mode == ACL_DEVICE; }

std::string named(const char* what, const MemoryRows& rows) {
  return std::string(what) + " at " + address_text(rows.at);
}

Memory::Place place_of(const MemoryRows& rows, const char* what) {
  return Memory::instance().check(rows.at, rows.extent(), what);
}

// `device` uses memory at that place.
void check_reach(const Memory::Place& place, int32_t device, const std::string& memory) {
  if (place.kind != Memory::Kind::device || PeerAccess::between(device, place.device)) return;
  report_misuse(ACL_ERROR_RT_PARAM_INVALID, memory + " is memory of device " + std::to_string(place.device) +
                                                ", which device " + std::to_string(device) +
                                                " may not reach; call aclrtDeviceEnablePeerAccess first");
}

void check_host_memory(const MemoryRows& rows, const char* what, bool asynchronous) {
  const Memory::Kind kind = place_of(rows, what).kind;
  if (is_board()) return;
  if (kind == Memory::Kind::device) {
    report_misuse(ACL_ERROR_RT_PARAM_INVALID,
                  named(what, rows) + " is device memory; the kind of copy says host memory");
  } else if (kind == Memory::Kind::foreign && asynchronous) {
    report_misuse(
        ACL_ERROR_RT_PARAM_INVALID,
        named(what, rows) +
            " is not from aclrtMallocHost, nor registered; up to 8.0 an asynchronous copy of other memory is "
            "undefined");
  }
}

Memory::Place check_on_device(const MemoryRows& rows, const char* what, const Worker& worker) {
  const Memory::Place place = place_of(rows, what);
  if (is_board()) return place;
  if (worker) check_reach(place, *worker, named(what, rows));
  if (place.kind != Memory::Kind::device && !place.mapped) {
    report_misuse(ACL_ERROR_RT_PARAM_INVALID,
                  named(what, rows) +
                      (place.kind == Memory::Kind::host ? " is host memory" : " is no memory of the device") +
                      ", which a device cannot reach; allocate it with aclrtMalloc");
  }
  return place;
}

// The kind of copy leaves it to the library to find out where the memory is.
void check_anywhere(const MemoryRows& rows, const char* what, const Worker& worker) {
  const Memory::Place place = place_of(rows, what);
  if (worker && !is_board()) check_reach(place, *worker, named(what, rows));
}

}  // namespace

void check_device_memory(const MemoryRows& rows, const char* what, const Worker& worker) {
  check_on_device(rows, what, worker);
}

void check_filled_memory(const MemoryRows& rows, const Worker& worker) {
  constexpr const char* what = "the memory";
  const Memory::Place place = place_of(rows, what);
  if (is_board()) return;
  if (worker) check_reach(place, *worker, named(what, rows));
  if (place.kind == Memory::Kind::foreign) {
    report_misuse(
        ACL_ERROR_RT_PARAM_INVALID,
        named(what, rows) + " is from neither aclrtMalloc nor aclrtMallocHost; a device cannot reach it");
  }
}

void check_copied_memory(const MemoryRows& to, const MemoryRows& from, unsigned kind, const Worker& worker) {
  constexpr const char* destination = "the destination";
  constexpr const char* source = "the source";
  switch (kind) {
    case ACL_MEMCPY_HOST_TO_HOST:
      check_host_memory(to, destination, worker.has_value());
      check_host_memory(from, source, worker.has_value());
      break;
    case ACL_MEMCPY_HOST_TO_DEVICE:
      check_on_device(to, destination, worker);
      check_host_memory(from, source, worker.has_value());
      break;
    case ACL_MEMCPY_HOST_TO_BUF_TO_DEVICE:  // through memory of the library
      check_on_device(to, destination, worker);
      check_host_memory(from, source, false);
      break;
    case ACL_MEMCPY_DEVICE_TO_HOST:
      check_host_memory(to, destination, worker.has_value());
      check_on_device(from, source, worker);
      break;
    case ACL_MEMCPY_DEFAULT:
      check_anywhere(to, destination, worker);
      check_anywhere(from, source, worker);
      break;
    default: {  // between devices, or within one
      const Memory::Place there = check_on_device(to, destination, worker);
      const Memory::Place here = check_on_device(from, source, worker);
      const bool both = there.kind == Memory::Kind::device && here.kind == Memory::Kind::device;
      if (!worker && both && !is_board()) check_reach(there, here.device, named(destination, to));
    }
  }
}

// A blocking callback runs in the order of its stream, so it may write what the stream's tasks use.
void check_not_in_use(const MemoryRows& rows) {
  if (inside_callback() || MemoryUses::instance().count(rows) == 0) return;
  report_misuse(ACL_ERROR_RT_PARAM_INVALID,
                "the memory at " + address_text(rows.at) +
                    " is written while queued tasks still need it; synchronize their stream "
                    "first, or use a stream for this, too");
}

}  // namespace ascend_rx::runtime
