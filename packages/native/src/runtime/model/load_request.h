// What a load is given, and what is loaded for it: an ONNX file as it is; in place of an offline model (.om)
// its twin, the ONNX file it was compiled from.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/om/offline_model.h"
#include "runtime/onnx/onnx_session.h"
#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

struct LoadRequest {
  OnnxSession::Source onnx;
  std::string given;                            // the file that the client named; empty: memory
  std::shared_ptr<const OfflineModel> offline;  // what it says of itself; null: it is an ONNX file

  // Throw Failure: for what is no model; for an offline model without a twin, in memory also with one.
  static LoadRequest of_file(const std::string& path);
  static LoadRequest of_bytes(const void* bytes, size_t size);

  // Throws Failure 207000, which names each difference, unless the model that was loaded has the inputs and
  // outputs of the offline model.
  void check(const ModelInfo& loaded) const;
};

// What clients are to allocate for a model, never 0. Throws Failure for what is no model. `what` names it.
struct ModelMemory {
  size_t work;
  size_t weights;

  static ModelMemory of(std::string_view model, const std::string& what);
};

}  // namespace ascend_rx::runtime
