// A load of a model under way, which others may end before it is done: who destroys its context, or
// finalises. What a load may have to be ended in is the run on zeros; it looks by itself whether it is to
// end.
#pragma once

#include "acl/acl.h"
#include "base/mutex.h"

namespace ascend_rx::runtime {

class RunControl;

class Loading {
 public:
  // `place`: what it loads into.
  explicit Loading(const void* place);
  ~Loading();
  Loading(const Loading&) = delete;
  Loading& operator=(const Loading&) = delete;

  // End those under way, into that place or any; `why` is what their calls give. Any thread.
  static void end_all_in(const void* place, aclError why);
  static void end_all(aclError why);

  // Throws Failure if it is to end.
  void check() const;

  // A run that is interrupted when the load is to end, also if that was before.
  class Run {
   public:
    // REQUIRES: an OnnxAccess::Guard, until this is destroyed.
    Run(Loading& loading, RunControl& run);
    ~Run();
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

   private:
    Loading& loading_;
  };

 private:
  struct All;
  static All& all();
  void end(aclError why);

  // Under the mutex of all().
  const void* const place_;
  RunControl* run_ = nullptr;
  aclError why_ = ACL_SUCCESS;
};

}  // namespace ascend_rx::runtime
