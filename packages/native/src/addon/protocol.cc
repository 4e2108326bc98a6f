#include "addon/protocol.h"

namespace ascend_rx::addon::protocol {

Napi::Object to_js(Napi::Env env) {
  Napi::Object object = Napi::Object::New(env);
  const auto set = [&](const char* name, size_t value) {
    object.Set(name, Napi::Number::New(env, static_cast<double>(value)));
  };
  set("copiedBytes", kCopiedBytes);
  set("launchFlag", kLaunchFlag);
  set("blockFlag", kBlockFlag);
  set("launchHeaderWords", kLaunchHeaderWords);
  set("reportGroup", kReportGroup);
  set("reportOffset", kReportOffset);
  set("reportSlotCount", kReportSlotCount);
  set("reportHeaderWords", kReportHeaderWords);
  set("reportWordsPerSlot", kReportWordsPerSlot);
  set("timestampsPerExecution", kTimestampsPerExecution);
  set("embeddedQueueDepth", kEmbeddedQueueDepth);
  object.Freeze();
  return object;
}

}  // namespace ascend_rx::addon::protocol
