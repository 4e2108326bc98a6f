// Access of a device to the memory of another one. All simulated devices use the machine's memory, so each
// can reach that of every other at any time; only the strict checks ask whether it was allowed to. A device
// is not its own peer. Unverified on hardware.
#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"
#include "runtime/memory/peer_access.h"

using namespace ascend_rx::runtime;

namespace {

// The current device. Throws Failure when it is the peer.
int32_t device_with(int32_t peer) {
  const int32_t own = current_context()->device().id();
  require(Device::at(peer).id() != own, ACL_ERROR_RT_INVALID_DEVICEID,
          "the peer is the current device itself");
  return own;
}

}  // namespace

aclError aclrtDeviceCanAccessPeer(int32_t* canAccessPeer, int32_t deviceId, int32_t peerDeviceId) {
  return entry(CALL(aclrtDeviceCanAccessPeer, canAccessPeer, deviceId, peerDeviceId), [&] {
    require(canAccessPeer != nullptr, ACL_ERROR_INVALID_PARAM, "canAccessPeer is NULL");
    *canAccessPeer = Device::at(deviceId).id() != Device::at(peerDeviceId).id() ? 1 : 0;
    return ACL_SUCCESS;
  });
}

aclError aclrtDeviceEnablePeerAccess(int32_t peerDeviceId, uint32_t flags) {
  return entry(CALL(aclrtDeviceEnablePeerAccess, peerDeviceId, flags), [&] {
    require(flags == 0, ACL_ERROR_INVALID_PARAM, "flags is not 0");
    PeerAccess::enable(device_with(peerDeviceId), peerDeviceId);
    return ACL_SUCCESS;
  });
}

aclError aclrtDeviceDisablePeerAccess(int32_t peerDeviceId) {
  return entry(CALL(aclrtDeviceDisablePeerAccess, peerDeviceId), [&] {
    PeerAccess::disable(device_with(peerDeviceId), peerDeviceId);
    return ACL_SUCCESS;
  });
}
