// Stops a stream: a BLOCK callback that returns only when the gate is opened.
#pragma once

#include "world.h"

class Gate {
 public:
  explicit Gate(aclrtContext context) : reports_(context) {}

  // Subscribes the stream and stops it; returns when the callback has been called.
  void block(aclrtStream stream) {
    reports_.subscribe(stream);
    CHECK_OK(aclrtLaunchCallback(stand, this, ACL_CALLBACK_BLOCK, stream));
    entered_.wait();
  }
  void open() { opened_.set(); }
  void leave(aclrtStream stream) { reports_.unsubscribe(stream); }
  ReportThread& reports() { return reports_; }

 private:
  static void stand(void* data) {
    Gate& gate = *static_cast<Gate*>(data);
    gate.entered_.set();
    gate.opened_.wait();
  }

  test::Signal entered_;
  test::Signal opened_;
  ReportThread reports_;
};
