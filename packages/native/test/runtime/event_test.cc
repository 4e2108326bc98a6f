// Events: state, times, waits across streams, ends. Facts, section 8 for contexts; what no fact states is
// marked unverified on hardware.
#include "gate.h"
#include "world.h"

namespace {

class Event {
 public:
  explicit Event(uint32_t flags = ACL_EVENT_TIME_LINE) { CHECK_OK(aclrtCreateEventWithFlag(&handle, flags)); }
  ~Event() { CHECK_OK(aclrtDestroyEvent(handle)); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  aclrtEvent handle = nullptr;
};

class OtherStream {
 public:
  OtherStream() { CHECK_OK(aclrtCreateStream(&handle)); }
  ~OtherStream() {
    if (handle) CHECK_OK(aclrtDestroyStream(handle));
  }
  OtherStream(const OtherStream&) = delete;
  OtherStream& operator=(const OtherStream&) = delete;

  aclrtStream handle = nullptr;
};

// Both forms of the question; they count in opposite ways (acl-abi.json, notes).
bool complete(aclrtEvent event) {
  aclrtEventStatus status = ACL_EVENT_STATUS_RESERVED;
  aclrtEventRecordedStatus recorded = ACL_EVENT_RECORDED_STATUS_NOT_READY;
  CHECK_OK(aclrtQueryEvent(event, &status));
  CHECK_OK(aclrtQueryEventStatus(event, &recorded));
  CHECK_EQ(status == ACL_EVENT_STATUS_COMPLETE, recorded == ACL_EVENT_RECORDED_STATUS_COMPLETE);
  return status == ACL_EVENT_STATUS_COMPLETE;
}

bool waits_over(aclrtEvent event) {
  aclrtEventWaitStatus status = ACL_EVENT_WAIT_STATUS_RESERVED;
  CHECK_OK(aclrtQueryEventWaitStatus(event, &status));
  return status == ACL_EVENT_WAIT_STATUS_COMPLETE;
}

void set_byte(char* byte, aclrtStream stream) { CHECK_OK(aclrtMemsetAsync(byte, 1, 1, 1, stream)); }

constexpr int short_while = 20;  // ms; so long a test waits to see that something does not happen

}  // namespace

// A record completes when the stream's earlier tasks are done.
TEST(record_completes_in_order) {
  World world;
  Event event;
  CHECK(!complete(event.handle));  // never recorded: not complete (unverified on hardware)
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
  CHECK(!complete(event.handle));
  gate.open();
  CHECK_OK(aclrtSynchronizeEvent(event.handle));
  CHECK(complete(event.handle));
  CHECK_OK(aclrtSynchronizeStream(world.stream));  // the stream may still be in the record's task
  gate.leave(world.stream);
}

// Recorded again, an event is incomplete until the new record is reached (unverified on hardware).
TEST(recording_again) {
  World world;
  Event event;
  CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK(complete(event.handle));
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
  CHECK(!complete(event.handle));
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK(complete(event.handle));
  gate.leave(world.stream);
}

// A refused record does not change the event.
TEST(recording_refused) {
  World world;
  Event event, start;
  float before = 0, after = 0;
  CHECK_OK(aclrtRecordEvent(start.handle, world.stream));
  CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtEventElapsedTime(&before, start.handle, event.handle));
  CHECK_OK(aclrtSetStreamFailureMode(world.stream, ACL_STOP_ON_FAILURE));
  Model failing("pick.onnx");
  Buffer index(8), picked(4);
  *index.as<int64_t>() = 9;
  CHECK_OK(failing.execute_async({&index}, {&picked}, world.stream));
  CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
  CHECK_EQ(aclrtRecordEvent(event.handle, world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
  CHECK(complete(event.handle));
  CHECK_OK(aclrtSynchronizeEvent(event.handle));
  CHECK_OK(aclrtEventElapsedTime(&after, start.handle, event.handle));
  CHECK_EQ(after, before);
}

// A reset takes effect when the stream reaches it, and undoes the records submitted before it.
TEST(reset_in_the_order_of_the_stream) {
  World world;
  Event event;
  CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(aclrtResetEvent(event.handle, world.stream));
  CHECK(complete(event.handle));
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK(!complete(event.handle));
  CHECK_OK(aclrtResetEvent(event.handle, world.stream));
  CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK(complete(event.handle));
  gate.leave(world.stream);
}

// One stream waits until another has reached the record.
TEST(wait_across_streams) {
  World world;
  OtherStream other;
  Event event;
  Gate gate(world.context);
  PinnedByte byte;
  CHECK(waits_over(event.handle));
  gate.block(world.stream);
  CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
  CHECK_OK(aclrtStreamWaitEvent(other.handle, event.handle));
  set_byte(byte.at, other.handle);
  CHECK_EQ(aclrtSynchronizeStreamWithTimeout(other.handle, short_while), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT);
  CHECK(!waits_over(event.handle));
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(other.handle));
  CHECK_EQ(int{*byte.at}, 1);
  CHECK(waits_over(event.handle));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  gate.leave(world.stream);
}

// A wait for an event that was never recorded, or is complete, does not stop the stream (the former is
// unverified on hardware).
TEST(wait_for_nothing) {
  World world;
  Event event;
  CHECK_OK(aclrtStreamWaitEvent(world.stream, event.handle));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtSynchronizeEvent(event.handle));
  OtherStream other;
  CHECK_OK(aclrtRecordEvent(event.handle, other.handle));
  CHECK_OK(aclrtSynchronizeStream(other.handle));
  CHECK_OK(aclrtStreamWaitEvent(world.stream, event.handle));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
}

// A wait is for the records submitted before it, not for later ones (unverified on hardware).
TEST(wait_is_for_earlier_records) {
  World world;
  OtherStream first, second;
  Event event;
  Gate gate(world.context);
  CHECK_OK(aclrtRecordEvent(event.handle, first.handle));
  gate.block(world.stream);
  CHECK_OK(aclrtStreamWaitEvent(second.handle, event.handle));
  CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
  CHECK_OK(aclrtSynchronizeStream(second.handle));
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  gate.leave(world.stream);
}

// Streams in a ring, each waiting for the one before it, many times.
TEST(a_ring_of_streams) {
  lenient();
  World world;
  constexpr size_t streams = 4;
  constexpr int rounds = 500;
  std::vector<std::unique_ptr<OtherStream>> ring;
  std::vector<std::unique_ptr<Event>> events;
  for (size_t i = 0; i < streams; ++i) {
    ring.push_back(std::make_unique<OtherStream>());
    events.push_back(std::make_unique<Event>(ACL_EVENT_SYNC));
  }
  // Each step copies what the step before has written, so that one out of order would break the chain.
  std::vector<int> written(streams * rounds + 1, 0);
  written[0] = 1;
  for (size_t step = 0; step < streams * rounds; ++step) {
    const aclrtStream stream = ring[step % streams]->handle;
    CHECK_OK(aclrtStreamWaitEvent(stream, events[(step + streams - 1) % streams]->handle));
    CHECK_OK(aclrtMemcpyAsync(&written[step + 1], 4, &written[step], 4, ACL_MEMCPY_DEVICE_TO_DEVICE, stream));
    CHECK_OK(aclrtRecordEvent(events[step % streams]->handle, stream));
  }
  CHECK_OK(aclrtSynchronizeDevice());
  CHECK_EQ(written.back(), 1);
}

// The elapsed time is that between the moments when the stream reaches the two records.
TEST(elapsed_time) {
  World world;
  Event start, end;
  Gate gate(world.context);
  CHECK_OK(aclrtRecordEvent(start.handle, world.stream));
  CHECK_OK(aclrtSynchronizeEvent(start.handle));
  gate.block(world.stream);
  CHECK_OK(aclrtRecordEvent(end.handle, world.stream));
  CHECK_EQ(aclrtSynchronizeStreamWithTimeout(world.stream, 30), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT);
  gate.open();
  CHECK_OK(aclrtSynchronizeEvent(end.handle));
  float ms = 0;
  CHECK_OK(aclrtEventElapsedTime(&ms, start.handle, end.handle));
  CHECK(ms >= 30 && ms < 60000);
  CHECK_OK(aclrtEventElapsedTime(&ms, end.handle, end.handle));
  CHECK_EQ(ms, 0.0f);
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  gate.leave(world.stream);
}

// Which codes these give is unverified on hardware.
TEST(elapsed_time_codes) {
  World world;
  Event early, late, untimed(ACL_EVENT_SYNC);
  float ms = 0;
  CHECK_EQ(aclrtEventElapsedTime(&ms, early.handle, late.handle), ACL_ERROR_RT_EVENT_TIMESTAMP_INVALID);
  CHECK_OK(aclrtRecordEvent(untimed.handle, world.stream));
  CHECK_OK(aclrtRecordEvent(early.handle, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(aclrtEventElapsedTime(&ms, early.handle, untimed.handle), ACL_ERROR_RT_EVENT_TIMESTAMP_INVALID);
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(aclrtRecordEvent(late.handle, world.stream));
  CHECK_EQ(aclrtEventElapsedTime(&ms, early.handle, late.handle), ACL_ERROR_RT_EVENT_NOT_COMPLETE);
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(aclrtEventElapsedTime(&ms, late.handle, early.handle), ACL_ERROR_RT_EVENT_TIMESTAMP_REVERSAL);
  CHECK_EQ(aclrtEventElapsedTime(nullptr, early.handle, late.handle), ACL_ERROR_INVALID_PARAM);
  gate.leave(world.stream);
}

// Section 8: creating an event and the calls with a stream need a context, and the stream must belong to it.
TEST(contexts) {
  World world;
  Event event;
  CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
  std::thread([&] {
    aclrtEvent made = nullptr;
    CHECK_EQ(aclrtCreateEvent(&made), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_EQ(aclrtCreateEventWithFlag(&made, ACL_EVENT_SYNC), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_EQ(aclrtRecordEvent(event.handle, world.stream), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_EQ(aclrtResetEvent(event.handle, world.stream), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_EQ(aclrtStreamWaitEvent(world.stream, event.handle), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_OK(aclrtSynchronizeEvent(event.handle));
    CHECK(complete(event.handle));
    CHECK_OK(aclrtSetDevice(0));
    CHECK_EQ(aclrtRecordEvent(event.handle, world.stream), ACL_ERROR_RT_STREAM_CONTEXT);
    CHECK_EQ(aclrtResetEvent(event.handle, world.stream), ACL_ERROR_RT_STREAM_CONTEXT);
    CHECK_EQ(aclrtStreamWaitEvent(world.stream, event.handle), ACL_ERROR_RT_STREAM_CONTEXT);
    CHECK_OK(aclrtResetDevice(0));
  }).join();
  CHECK(complete(event.handle));  // refused records do not change it
}

// Section 1: NULL gives 100000. Other codes are unverified on hardware.
TEST(wrong_arguments) {
  World world;
  Event event;
  aclrtEventStatus* const nowhere = nullptr;
  CHECK_EQ(aclrtCreateEvent(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtDestroyEvent(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtRecordEvent(nullptr, world.stream), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtResetEvent(nullptr, world.stream), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtStreamWaitEvent(world.stream, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtSynchronizeEvent(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtQueryEvent(event.handle, nowhere), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtQueryEventStatus(event.handle, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtQueryEventWaitStatus(event.handle, nullptr), ACL_ERROR_INVALID_PARAM);
  uint64_t memory[64] = {};
  CHECK_EQ(aclrtSynchronizeEvent(memory), ACL_ERROR_RT_INVALID_HANDLE);
  aclrtEvent made = nullptr;
  CHECK_EQ(aclrtCreateEventWithFlag(&made, 0), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_EQ(aclrtCreateEventWithFlag(&made, 0x1000), ACL_ERROR_RT_PARAM_INVALID);
}

// NULL is the default stream.
TEST(on_the_default_stream) {
  World world;
  Event event;
  CHECK_OK(aclrtRecordEvent(event.handle, nullptr));
  CHECK_OK(aclrtStreamWaitEvent(nullptr, event.handle));
  CHECK_OK(aclrtSynchronizeStream(nullptr));
  CHECK(complete(event.handle));
}

// An event may be destroyed while tasks name it: the queued tasks keep their meaning.
TEST(destroying_an_event_in_use) {
  lenient();
  World world;
  OtherStream other;
  Gate gate(world.context);
  PinnedByte byte;
  gate.block(world.stream);
  {
    Event event;
    CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
    CHECK_OK(aclrtStreamWaitEvent(other.handle, event.handle));
    CHECK_OK(aclrtResetEvent(event.handle, other.handle));
  }
  set_byte(byte.at, other.handle);
  CHECK_EQ(aclrtSynchronizeStreamWithTimeout(other.handle, short_while), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT);
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(other.handle));
  CHECK_EQ(int{*byte.at}, 1);
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  gate.leave(world.stream);
}

// Our own rule, as for callbacks: destroying a stream that waits for an event discards what is behind the
// wait.
TEST(destroying_a_stream_that_waits) {
  lenient();
  World world;
  Event event;
  Gate gate(world.context);
  char before = 0, behind = 0;
  gate.block(world.stream);
  CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
  for (const bool force : {false, true}) {
    OtherStream other;
    set_byte(&before, other.handle);
    CHECK_OK(aclrtSynchronizeStream(other.handle));
    CHECK_OK(aclrtStreamWaitEvent(other.handle, event.handle));
    set_byte(&behind, other.handle);
    CHECK_OK(force ? aclrtDestroyStreamForce(other.handle) : aclrtDestroyStream(other.handle));
    other.handle = nullptr;
    CHECK_EQ(int{before}, 1);
    CHECK_EQ(int{behind}, 0);
    CHECK(waits_over(event.handle));
  }
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  gate.leave(world.stream);
}

// When a stream is destroyed with a record, streams no longer wait for that record; the event is not
// complete.
TEST(destroying_the_stream_that_was_to_record) {
  lenient();
  World world;
  OtherStream recording;
  Event event;
  CHECK_OK(aclrtSubscribeReport(12345, recording.handle));  // no one reports
  CHECK_OK(aclrtLaunchCallback([](void*) {}, nullptr, ACL_CALLBACK_BLOCK, recording.handle));
  CHECK_OK(aclrtRecordEvent(event.handle, recording.handle));
  CHECK_OK(aclrtStreamWaitEvent(world.stream, event.handle));
  test::Signal synchronizing;
  std::thread synchronizer([&] {
    synchronizing.set();
    CHECK_OK(aclrtSynchronizeEvent(event.handle));
  });
  synchronizing.wait();
  CHECK_EQ(aclrtSynchronizeStreamWithTimeout(world.stream, short_while), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT);
  CHECK_OK(aclrtDestroyStream(recording.handle));
  recording.handle = nullptr;
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  synchronizer.join();
  CHECK(!complete(event.handle));
}

// Streams come and go while the events they wait for arrive: no hang, no crash.
TEST(destroying_under_load) {
  lenient();
  World world;
  Event event;
  for (int round = 0; round < 500; ++round) {
    OtherStream other;
    PinnedByte byte;
    set_byte(byte.at, world.stream);
    CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
    CHECK_OK(aclrtStreamWaitEvent(other.handle, event.handle));
    set_byte(byte.at, other.handle);
    if (round % 3 == 0) CHECK_OK(aclrtSynchronizeStream(other.handle));
    CHECK_OK(aclrtDestroyStream(other.handle));
    other.handle = nullptr;
    CHECK_OK(aclrtSynchronizeStream(world.stream));
  }
}

// The same with events to which queued tasks hold the last references: they are destroyed while a stream ends
// its wait.
TEST(destroying_both_under_load) {
  lenient();
  World world;
  for (int round = 0; round < 2000; ++round) {
    OtherStream other;
    {
      Event event;
      CHECK_OK(aclrtRecordEvent(event.handle, world.stream));
      CHECK_OK(aclrtStreamWaitEvent(other.handle, event.handle));
    }
    CHECK_OK(aclrtDestroyStream(other.handle));
    other.handle = nullptr;
  }
}

// Streams with a priority and flags are streams; other numbers are refused (codes unverified on hardware).
TEST(streams_with_a_configuration) {
  World world;
  aclrtStream stream = nullptr;
  PinnedByte byte;
  CHECK_OK(aclrtCreateStreamWithConfig(&stream, 0, ACL_STREAM_FAST_LAUNCH | ACL_STREAM_FAST_SYNC));
  set_byte(byte.at, stream);
  CHECK_OK(aclrtSynchronizeStream(stream));
  CHECK_EQ(int{*byte.at}, 1);
  CHECK_OK(aclrtDestroyStream(stream));
  CHECK_EQ(aclrtCreateStreamWithConfig(nullptr, 0, 0), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtCreateStreamWithConfig(&stream, 8, 0), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_EQ(aclrtCreateStreamWithConfig(&stream, 0, 0x100), ACL_ERROR_RT_PARAM_INVALID);
  std::thread([&] {
    CHECK_EQ(aclrtCreateStreamWithConfig(&stream, 0, 0), ACL_ERROR_RT_CONTEXT_NULL);
  }).join();
}
