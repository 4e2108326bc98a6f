#include "recipe.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "noop_model.h"

namespace bench {
namespace {

constexpr size_t pool = 100;

void check(aclError code) {
  if (code == ACL_SUCCESS) return;
  const char* const text = aclGetRecentErrMsg();
  std::fprintf(stderr, "%d %s\n", code, text ? text : "");
  std::exit(1);
}

}  // namespace

// One input and one output in device memory, and host memory for both.
struct Recipe::Slot {
  Slot() : input(aclmdlCreateDataset()), output(aclmdlCreateDataset()) {
    for (void** device : {&x, &y}) check(aclrtMalloc(device, noop_model::bytes, ACL_MEM_MALLOC_HUGE_FIRST));
    for (void** host : {&frame, &result}) check(aclrtMallocHost(host, noop_model::bytes));
    check(aclmdlAddDatasetBuffer(input, aclCreateDataBuffer(x, noop_model::bytes)));
    check(aclmdlAddDatasetBuffer(output, aclCreateDataBuffer(y, noop_model::bytes)));
  }
  ~Slot() {
    for (aclmdlDataset* dataset : {input, output}) {
      check(aclDestroyDataBuffer(aclmdlGetDatasetBuffer(dataset, 0)));
      check(aclmdlDestroyDataset(dataset));
    }
    for (void* device : {x, y}) check(aclrtFree(device));
    for (void* host : {frame, result}) check(aclrtFreeHost(host));
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  void *x = nullptr, *y = nullptr, *frame = nullptr, *result = nullptr;
  aclmdlDataset *input, *output;
};

// The slots that one callback returns to the pool.
struct Recipe::Group {
  explicit Group(Recipe& its_recipe) : recipe(its_recipe), slots(its_recipe.options_.interval) {}
  Recipe& recipe;
  std::vector<Slot> slots;
};

Recipe::Recipe(const RecipeOptions& options, aclrtContext context, uint32_t model)
    : options_(options), context_(context), model_(model) {
  check(aclrtCreateStream(&stream_));
  for (size_t i = 0; i < std::max<size_t>(pool / options_.interval, 2); ++i) {
    groups_.push_back(std::make_unique<Group>(*this));
    free_.push_back(groups_.back().get());
  }
  reports_ = std::thread([this] {
    check(aclrtSetCurrentContext(context_));
    while (!stop_) aclrtProcessReport(100);
  });
  check(aclrtSubscribeReport(static_cast<uint64_t>(reports_.native_handle()), stream_));
}

Recipe::~Recipe() {
  check(aclrtSynchronizeStream(stream_));
  stop_ = true;
  check(aclrtUnSubscribeReport(static_cast<uint64_t>(reports_.native_handle()), stream_));
  reports_.join();
  check(aclrtDestroyStream(stream_));
}

void Recipe::run(size_t inferences) {
  for (size_t done = 0; done < inferences; done += options_.interval) {
    Group& group = take_group();
    for (const Slot& slot : group.slots) submit(slot);
    check(aclrtLaunchCallback(report, &group, options_.block, stream_));
  }
  std::unique_lock lock(mutex_);
  wanted_ = groups_.size();
  freed_.wait(lock, [this] { return free_.size() == groups_.size(); });
  wanted_ = 0;
}

// If no group is free, waits for half of the pool, so that not every group wakes the submitting thread.
Recipe::Group& Recipe::take_group() {
  std::unique_lock lock(mutex_);
  if (free_.empty()) {
    wanted_ = std::max<size_t>(groups_.size() / 2, 1);
    freed_.wait(lock, [this] { return free_.size() >= wanted_; });
    wanted_ = 0;
  }
  Group* const group = free_.back();
  free_.pop_back();
  return *group;
}

void Recipe::submit(const Slot& slot) {
  constexpr size_t bytes = noop_model::bytes;
  if (options_.copies) {
    check(aclrtMemcpyAsync(slot.x, bytes, slot.frame, bytes, ACL_MEMCPY_HOST_TO_DEVICE, stream_));
  }
  check(aclmdlExecuteAsync(model_, slot.input, slot.output, stream_));
  if (options_.copies) {
    check(aclrtMemcpyAsync(slot.result, bytes, slot.y, bytes, ACL_MEMCPY_DEVICE_TO_HOST, stream_));
  }
}

// Runs on the report thread and only returns the group to the pool.
void Recipe::report(void* data) {
  Group& group = *static_cast<Group*>(data);
  Recipe& recipe = group.recipe;
  bool enough = false;
  {
    const std::lock_guard lock(recipe.mutex_);
    recipe.free_.push_back(&group);
    enough = recipe.free_.size() == recipe.wanted_;
  }
  if (enough) recipe.freed_.notify_one();  // after the unlock: the woken thread locks the mutex at once
}

}  // namespace bench
