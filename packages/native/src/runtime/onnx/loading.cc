#include "runtime/onnx/loading.h"

#include <unordered_set>

#include "runtime/base/failure.h"
#include "runtime/onnx/run_control.h"

namespace ascend_rx::runtime {

struct Loading::All {
  Mutex mutex;
  std::unordered_set<Loading*> under_way GUARDED_BY(mutex);
};

Loading::All& Loading::all() {
  static All* const the_one = new All;  // outlives static objects that call ACL
  return *the_one;
}

Loading::Loading(const void* place) : place_(place) {
  const MutexLock lock(all().mutex);
  all().under_way.insert(this);
}

Loading::~Loading() {
  const MutexLock lock(all().mutex);
  all().under_way.erase(this);
}

void Loading::end_all_in(const void* place, aclError why) {
  const MutexLock lock(all().mutex);
  for (Loading* const each : all().under_way) {
    if (each->place_ == place) each->end(why);
  }
}

void Loading::end_all(aclError why) {
  const MutexLock lock(all().mutex);
  for (Loading* const each : all().under_way) each->end(why);
}

void Loading::end(aclError why) {
  if (why_ == ACL_SUCCESS) why_ = why;
  if (run_) run_->terminate();
}

void Loading::check() const {
  const MutexLock lock(all().mutex);
  require(why_ == ACL_SUCCESS, why_,
          "the model was still loading when its context was destroyed, or aclFinalize was called");
}

Loading::Run::Run(Loading& loading, RunControl& run) : loading_(loading) {
  const MutexLock lock(all().mutex);
  loading.run_ = &run;
  if (loading.why_ != ACL_SUCCESS) run.terminate();
}

Loading::Run::~Run() {
  const MutexLock lock(all().mutex);
  loading_.run_ = nullptr;
}

}  // namespace ascend_rx::runtime
