#include "session/dynamic_shapes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "session/handles.h"
#include "session/owned_dataset.h"

namespace ascend_rx::session {
namespace {

// Where the ABI asks for the index of an input that has gears, and has to be given this.
constexpr auto kAnyInput = static_cast<size_t>(-1);

bool all_known(const std::vector<TensorSpec>& tensors) {
  return std::all_of(tensors.begin(), tensors.end(),
                     [](const TensorSpec& tensor) { return are_known(tensor.dims); });
}

bool all_known(const std::vector<Dims>& list) { return std::all_of(list.begin(), list.end(), are_known); }

Failure refusal(const std::string& why) {
  return Failure{"aclmdlGetDesc", ACL_ERROR_RT_FEATURE_NOT_SUPPORT, why};
}

// Collects the names of functions that the library lacks.
class Missing {
 public:
  template <class F>
  void check(const F& function) {
    if (!function) names_ += (names_.empty() ? "" : ", ") + std::string(function.name());
  }
  Outcome failure(const char* what) const {
    if (names_.empty()) return std::nullopt;
    return refusal("this AscendCL has no " + names_ + ", which a model with " + what +
                   " needs; use a newer CANN, or compile the model with fixed dims");
  }

 private:
  std::string names_;
};

// What executions of the model call.
Outcome check_functions(const Functions& acl, const DynamicShapes& shapes) {
  Missing missing;
  const char* what = "dims that are known with an execution only";
  switch (shapes.kind) {
    case DynamicShapes::Gears::kBatches:
    case DynamicShapes::Gears::kPictures:
    case DynamicShapes::Gears::kDims:
      what = "gears of dims";
      break;
    case DynamicShapes::Gears::kNone:
      missing.check(acl.aclCreateTensorDesc);
      missing.check(acl.aclDestroyTensorDesc);
      missing.check(acl.aclmdlSetDatasetTensorDesc);
      break;
  }
  if (!shapes.outputs_are_known) {
    missing.check(acl.aclmdlExecute);
    missing.check(acl.aclmdlGetDatasetTensorDesc);
    missing.check(acl.aclGetTensorDescNumDims);
    missing.check(acl.aclGetTensorDescDimV2);
    missing.check(acl.aclGetDataBufferAddr);
    missing.check(acl.aclGetDataBufferSizeV2);
    missing.check(acl.aclrtMemcpy);
  }
  return missing.failure(what);
}

// ---- gears -------------------------------------------------------------------------------------------

// Gives the sizes of the choice to those dims of the input that have none, in this order. An input whose dims
// are all known does not depend on the gear.
Outcome fill(const TensorSpec& input, const Dims& choice, Dims& dims) {
  size_t next = 0;
  for (int64_t& dim : dims) {
    if (dim >= 0) continue;
    if (next < choice.size()) dim = choice[next];
    ++next;
  }
  if (next == 0 || next == choice.size()) return std::nullopt;
  return refusal("a gear of the model has " + std::to_string(choice.size()) + " sizes, but `" + input.name +
                 "` has " + std::to_string(next) + " dims without one");
}

Outcome add_gear(const std::vector<TensorSpec>& inputs, Dims choice, DynamicShapes& shapes) {
  DynamicShapes::Gear gear;
  gear.choice = std::move(choice);
  for (const TensorSpec& input : inputs) {
    Dims dims = input.dims;
    if (Outcome failure = fill(input, gear.choice, dims)) return failure;
    gear.inputs.push_back(std::move(dims));
  }
  shapes.gears.push_back(std::move(gear));
  return std::nullopt;
}

Outcome read_batches(const Library& library, aclmdlDesc* desc, const std::vector<TensorSpec>& inputs,
                     DynamicShapes& shapes) {
  const Functions& acl = library.acl;
  if (!acl.aclmdlGetDynamicBatch) return std::nullopt;
  aclmdlBatch batches{};
  if (const Status status = acl.aclmdlGetDynamicBatch(desc, &batches); !status.ok())
    return library.describe(status);
  shapes.kind = DynamicShapes::Gears::kBatches;
  for (size_t i = 0; i < std::min<size_t>(batches.batchCount, ACL_MAX_BATCH_NUM); ++i) {
    if (Outcome failure = add_gear(inputs, {static_cast<int64_t>(batches.batch[i])}, shapes)) return failure;
  }
  return std::nullopt;
}

Outcome read_pictures(const Library& library, aclmdlDesc* desc, const std::vector<TensorSpec>& inputs,
                      DynamicShapes& shapes) {
  const Functions& acl = library.acl;
  if (!acl.aclmdlGetDynamicHW) return std::nullopt;
  aclmdlHW pictures{};
  if (const Status status = acl.aclmdlGetDynamicHW(desc, kAnyInput, &pictures); !status.ok())
    return library.describe(status);
  shapes.kind = DynamicShapes::Gears::kPictures;
  for (size_t i = 0; i < std::min<size_t>(pictures.hwCount, ACL_MAX_HW_NUM); ++i) {
    Dims choice{static_cast<int64_t>(pictures.hw[i][0]), static_cast<int64_t>(pictures.hw[i][1])};
    if (Outcome failure = add_gear(inputs, std::move(choice), shapes)) return failure;
  }
  return std::nullopt;
}

// A gear has the dims of all inputs, one behind the other.
Outcome divide(const std::vector<TensorSpec>& inputs, DynamicShapes::Gear& gear) {
  size_t next = 0;
  for (const TensorSpec& input : inputs) {
    Dims dims = input.dims;
    for (int64_t& dim : dims) {
      const int64_t size = next < gear.choice.size() ? gear.choice[next] : -1;
      if (size < 0 || (dim >= 0 && dim != size))
        return refusal("the gears of the model do not fit its inputs");
      dim = size;
      ++next;
    }
    gear.inputs.push_back(std::move(dims));
  }
  if (next != gear.choice.size()) return refusal("the gears of the model do not fit its inputs");
  return std::nullopt;
}

Outcome read_dims(const Library& library, aclmdlDesc* desc, const std::vector<TensorSpec>& inputs,
                  DynamicShapes& shapes) {
  const Functions& acl = library.acl;
  if (!acl.aclmdlGetInputDynamicGearCount || !acl.aclmdlGetInputDynamicDims) return std::nullopt;
  size_t count = 0;
  if (const Status status = acl.aclmdlGetInputDynamicGearCount(desc, kAnyInput, &count); !status.ok())
    return library.describe(status);
  shapes.kind = DynamicShapes::Gears::kDims;
  if (count == 0) return std::nullopt;
  std::vector<aclmdlIODims> list(count);
  if (const Status status = acl.aclmdlGetInputDynamicDims(desc, kAnyInput, list.data(), count); !status.ok())
    return library.describe(status);
  for (const aclmdlIODims& each : list) {
    DynamicShapes::Gear gear;
    gear.choice.assign(each.dims, each.dims + std::min<size_t>(each.dimCount, ACL_MAX_DIM_CNT));
    if (Outcome failure = divide(inputs, gear)) return failure;
    shapes.gears.push_back(std::move(gear));
  }
  return std::nullopt;
}

// Chooses each gear in turn, as an execution would, and asks for the dims of the outputs. The dataset names
// the memory of the gear for all inputs, because only the gear is written.
Outcome find_outputs(const Library& library, uint32_t model_id, aclmdlDesc* desc,
                     const DescribedTensors& tensors, DynamicShapes& shapes) {
  const Functions& acl = library.acl;
  Missing missing;
  missing.check(acl.aclmdlGetCurOutputDims);
  if (shapes.kind == DynamicShapes::Gears::kBatches) missing.check(acl.aclmdlSetDynamicBatchSize);
  if (shapes.kind == DynamicShapes::Gears::kPictures) missing.check(acl.aclmdlSetDynamicHWSize);
  if (shapes.kind == DynamicShapes::Gears::kDims) missing.check(acl.aclmdlSetInputDynamicDims);
  if (Outcome failure = missing.failure("gears of dims")) return failure;
  void* address = nullptr;
  if (const Status status =
          acl.aclrtMalloc(&address, std::max<size_t>(tensors.gear_input_bytes, 1), ACL_MEM_MALLOC_HUGE_FIRST);
      !status.ok()) {
    return library.describe(status);
  }
  const DeviceMemory memory(address, {&library});
  OwnedDataset dataset;
  const size_t inputs = tensors.inputs.size() + 1;
  if (const Status status = dataset.make(library, inputs); !status.ok()) return library.describe(status);
  for (size_t i = 0; i < inputs; ++i) {
    if (const Status status = dataset.add(library, address, tensors.gear_input_bytes); !status.ok())
      return library.describe(status);
  }
  for (DynamicShapes::Gear& gear : shapes.gears) {
    if (const Status status =
            choose_gear(library, model_id, dataset.get(), tensors.gear_input_index, shapes.kind, gear);
        !status.ok()) {
      return library.describe(status);
    }
    for (size_t i = 0; i < tensors.outputs.size(); ++i) {
      aclmdlIODims dims{};
      if (const Status status = acl.aclmdlGetCurOutputDims(desc, i, &dims); !status.ok())
        return library.describe(status);
      gear.outputs.emplace_back(dims.dims, dims.dims + std::min<size_t>(dims.dimCount, ACL_MAX_DIM_CNT));
    }
  }
  return std::nullopt;
}

// The dims that outputs have in all gears.
void describe_outputs(const DynamicShapes& shapes, std::vector<TensorSpec>& outputs) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    Dims common = shapes.gears.front().outputs[i];
    for (const DynamicShapes::Gear& gear : shapes.gears) {
      const Dims& dims = gear.outputs[i];
      if (dims.size() != common.size()) {
        common = {kUnknownRank};
        break;
      }
      for (size_t d = 0; d < dims.size(); ++d) {
        if (dims[d] != common[d]) common[d] = -1;
      }
    }
    outputs[i].dims = std::move(common);
  }
}

Outcome read_gears(const Library& library, uint32_t model_id, aclmdlDesc* desc,
                   const DescribedTensors& tensors, DynamicShapes& shapes) {
  // A model has gears of one kind.
  for (const auto& read : {read_batches, read_pictures, read_dims}) {
    if (!shapes.gears.empty()) break;
    if (Outcome failure = read(library, desc, tensors.inputs, shapes)) return failure;
  }
  if (shapes.gears.empty()) {
    return refusal("the model has gears, but this AscendCL does not tell which: use a newer CANN");
  }
  if (Outcome failure = find_outputs(library, model_id, desc, tensors, shapes)) return failure;
  describe_outputs(shapes, tensors.outputs);
  return std::nullopt;
}

}  // namespace

const DynamicShapes::Gear* DynamicShapes::gear_for(const std::vector<Dims>& inputs) const {
  const auto found =
      std::find_if(gears.begin(), gears.end(), [&](const Gear& gear) { return gear.inputs == inputs; });
  return found == gears.end() ? nullptr : &*found;
}

Status choose_gear(const Library& library, uint32_t model_id, aclmdlDataset* dataset, size_t input,
                   DynamicShapes::Gears kind, const DynamicShapes::Gear& gear) {
  const Functions& acl = library.acl;
  if (kind == DynamicShapes::Gears::kBatches) {
    return acl.aclmdlSetDynamicBatchSize(model_id, dataset, input, static_cast<uint64_t>(gear.choice[0]));
  }
  if (kind == DynamicShapes::Gears::kPictures) {
    return acl.aclmdlSetDynamicHWSize(model_id, dataset, input, static_cast<uint64_t>(gear.choice[0]),
                                      static_cast<uint64_t>(gear.choice[1]));
  }
  aclmdlIODims dims{};
  dims.dimCount = gear.choice.size();
  std::copy(gear.choice.begin(), gear.choice.end(), dims.dims);
  return acl.aclmdlSetInputDynamicDims(model_id, dataset, input, &dims);
}

Result<std::shared_ptr<const DynamicShapes>> read_dynamic_shapes(const Library& library, uint32_t model_id,
                                                                 aclmdlDesc* desc,
                                                                 const DescribedTensors& tensors) {
  const auto shapes = std::make_shared<DynamicShapes>();
  if (tensors.has_gear_input) {
    if (Outcome failure = read_gears(library, model_id, desc, tensors, *shapes)) return *std::move(failure);
    shapes->outputs_are_known =
        std::all_of(shapes->gears.begin(), shapes->gears.end(),
                    [](const DynamicShapes::Gear& gear) { return all_known(gear.outputs); });
  } else {
    shapes->outputs_are_known = all_known(tensors.outputs);
    if (shapes->outputs_are_known && all_known(tensors.inputs)) return std::shared_ptr<const DynamicShapes>();
  }
  if (Outcome failure = check_functions(library.acl, *shapes)) return *std::move(failure);
  return std::shared_ptr<const DynamicShapes>(shapes);
}

}  // namespace ascend_rx::session
