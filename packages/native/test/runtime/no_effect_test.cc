// Functions that have no effect on a CPU: access between devices, caches, task schedulers, the timeout of
// waits for events. docs/facts.md says nothing about them: unverified on hardware.
#include "world.h"

// Facts, section 1: unknown devices give 107001. There is one device, and it is no peer of its own.
TEST(peers) {
  World world;
  int32_t can = 7;
  CHECK_OK(aclrtDeviceCanAccessPeer(&can, 0, 0));
  CHECK_EQ(can, 0);
  CHECK_EQ(aclrtDeviceCanAccessPeer(nullptr, 0, 0), ACL_ERROR_INVALID_PARAM);
  for (const int32_t id : {-1, 1000}) {
    CHECK_EQ(aclrtDeviceCanAccessPeer(&can, id, 0), ACL_ERROR_RT_INVALID_DEVICEID);
    CHECK_EQ(aclrtDeviceCanAccessPeer(&can, 0, id), ACL_ERROR_RT_INVALID_DEVICEID);
    CHECK_EQ(aclrtDeviceEnablePeerAccess(id, 0), ACL_ERROR_RT_INVALID_DEVICEID);
    CHECK_EQ(aclrtDeviceDisablePeerAccess(id), ACL_ERROR_RT_INVALID_DEVICEID);
  }
  CHECK_EQ(aclrtDeviceEnablePeerAccess(0, 0), ACL_ERROR_RT_INVALID_DEVICEID);
  CHECK_EQ(aclrtDeviceDisablePeerAccess(0), ACL_ERROR_RT_INVALID_DEVICEID);
  CHECK_EQ(aclrtDeviceEnablePeerAccess(0, 1), ACL_ERROR_INVALID_PARAM);
}

// "The current device" is that of the current context.
TEST(peers_without_a_context) {
  CHECK_EQ(aclrtDeviceEnablePeerAccess(0, 0), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtDeviceDisablePeerAccess(0), ACL_ERROR_RT_CONTEXT_NULL);
  int32_t can = 7;
  CHECK_OK(aclrtDeviceCanAccessPeer(&can, 0, 0));
}

TEST(caches) {
  World world;
  void* memory = nullptr;
  CHECK_OK(aclrtMallocCached(&memory, 64, ACL_MEM_MALLOC_NORMAL_ONLY));
  std::memset(memory, 'x', 64);
  CHECK_OK(aclrtMemFlush(memory, 64));
  CHECK_OK(aclrtMemInvalidate(memory, 64));
  CHECK_EQ(static_cast<char*>(memory)[63], 'x');
  CHECK_EQ(aclrtMemFlush(nullptr, 64), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtMemFlush(memory, 0), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtMemInvalidate(nullptr, 64), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtMemInvalidate(memory, 0), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclrtFree(memory));
}

TEST(schedulers) {
  CHECK_OK(aclrtSetTsDevice(ACL_TS_ID_AICORE));
  CHECK_OK(aclrtSetTsDevice(ACL_TS_ID_AIVECTOR));
  CHECK_EQ(aclrtSetTsDevice(ACL_TS_ID_RESERVED), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(with_numbers<aclError(unsigned)>(aclrtSetTsDevice)(99), ACL_ERROR_INVALID_PARAM);
}

// Accepted, without effect: no public source says what happens when the time is over.
TEST(op_wait_timeout) {
  for (const uint32_t seconds : {0U, 5U, UINT32_MAX}) CHECK_OK(aclrtSetOpWaitTimeout(seconds));
}
