// One input/output pair: what an inference reads and writes. The session hands it back and forth
// between two threads, never using it from both at once:
//   JavaScript thread   begin(), put() the inputs, deliver_to(); after the report output() and failure()
//   submission thread   everything else, between the submission and the report
// Device memory is made on first use and belongs to the session's context: free it before that.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "model.h"
#include "moments.h"
#include "pace.h"
#include "stopwatch.h"

namespace ascend_rx::acl {

class alignas(64) Slot {
 public:
  // Inputs up to this size are copied at submission; larger ones are borrowed.
  static constexpr size_t kCopiedBytes = 4096;

  // Begins a new inference of one sample, or of a batch of them: `batch` is one of the model's gears, and
  // `samples` is from 1 to that.
  void begin(const ModelDescription& model, size_t samples = 1, size_t batch = 1);
  // Takes input `index` of a sample (`bytes` as the model says). A large one is borrowed: `data` must stay
  // valid and unchanged until the slot is reported, or its session has failed or closed.
  void put(const ModelDescription& model, size_t sample, size_t index, const void* data);
  // The same for the only input of a model without batches, borrowed whatever its size.
  void lend(const ModelDescription& model, const void* data);

  // Wants the outputs in this memory, which has room for ModelDescription::output_block and must stay until
  // the slot is reported, or its session has failed or closed. Null: in memory of the slot. After begin().
  void deliver_to(std::byte* memory) { delivery_ = memory; }

  // Where the outputs lie in host memory, as ModelDescription::output_block says; and how much of that.
  const std::byte* output() const {
    return delivery_ ? delivery_ : static_cast<const std::byte*>(host_output_);
  }
  size_t output_bytes(const ModelDescription& model) const {
    return model.output_block.used(model.outputs, batch_);
  }

  // Why the device refused this inference at submission; its output means nothing then.
  const std::optional<Failure>& failure() const { return failure_; }
  void fail(Failure failure) { failure_ = std::move(failure); }

  // submit() will be brief: there is memory, and nothing large to copy on the host.
  bool is_quick(const Library& library, const ModelDescription& model) const {
    return output_ && (!borrows_much_ || reads_in_place(library, model));
  }

  // Queues copy-in, execution and copy-out on `stream`, making the memory first where there is none. The
  // first call that fails ends it. `now`: the time, about. REQUIRES: the session's context is current.
  Status submit(const Library& library, const Model& model, aclrtRunMode mode, aclrtStream stream, Pace& pace,
                std::atomic<int>& events, Time now);

  // ---- the parts of this inference, told apart -------------------------------------------------------
  // By the stopwatch, if it runs in all slots of a group: on the submission thread, before the group is
  // closed.
  Stopwatch& stopwatch() { return stopwatch_; }
  // Learns the moments, placed by the one at which the callback came, and the stopwatch of the group's last
  // slot. False: not measured after all.
  bool read_stopwatch(const Library& library, const Stopwatch& closing, Time came);
  const Moments& moments() const { return moments_; }
  // By the clock of the host alone.
  Moments host_moments(const Pace& pace, Time came) const;

  // The outputs are still to be copied where they are wanted: by whoever reports the slot's group, outside of
  // its callback.
  bool has_to_deliver() const { return delivery_ && !delivered_in_place_ && !failure_; }
  void deliver(const ModelDescription& model);

  // Gives all memory back. REQUIRES: the device is done with it.
  void release();

 private:
  Status make(const Library& library, const ModelDescription& model, aclrtRunMode mode);
  Status bind(const Library& library, const ModelDescription& model);
  bool shares_memory(const Library& library) const;
  bool reads_in_place(const Library& library, const ModelDescription& model) const;
  Status aim(const Library& library, const ModelDescription& model);
  Status aim_outputs(const Library& library, const ModelDescription& model);
  Status add(const Library& library, Dataset& dataset, void* memory, size_t bytes);
  void gather(const ModelDescription& model, bool in_place);

  Time taken_;           // from the queue
  Time gathered_;        // its inputs, in host memory
  uint64_t behind_ = 0;  // the callback that it runs behind
  Moments moments_;
  Stopwatch stopwatch_;

  size_t samples_ = 1;
  size_t batch_ = 1;
  // By sample, and in there by input: a borrowed address, or null for one in inbox_; its copy, if it was
  // small.
  std::vector<const void*> sources_;
  std::vector<std::vector<std::byte>> inbox_;
  bool borrows_much_ = false;
  std::vector<const void*> aimed_at_;  // by input: what the dataset names, where it is not memory of the slot
  std::byte* delivery_ = nullptr;
  bool delivered_in_place_ = false;
  void* output_aimed_at_ = nullptr;  // where the outputs are that the dataset names; null: memory of the slot
  std::optional<Failure> failure_;

  // Declared so that datasets go before their buffers, and buffers before the memory they point to.
  DeviceMemory device_memory_;
  HostMemory host_memory_;
  std::vector<DataBuffer> buffers_;
  Dataset input_;
  Dataset output_;
  aclrtRunMode mode_ = ACL_HOST;
  void* device_input_ = nullptr;
  void* device_output_ = nullptr;
  void* choice_ = nullptr;  // for the input that holds the choice of the gear
  void* host_input_ = nullptr;
  void* host_output_ = nullptr;
};

}  // namespace ascend_rx::acl
