#include "runtime/om/in_out_info.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "runtime/om/byte_reader.h"
#include "runtime/om/malformed.h"

namespace ascend_rx::runtime {
namespace {

// Types of records. Later ones than these describe what only an NPU needs.
constexpr uint32_t inputs_record = 0;
constexpr uint32_t outputs_record = 1;
constexpr uint32_t batch_record = 2;
constexpr uint32_t height_width_record = 3;
constexpr uint32_t dims_record = 4;

constexpr const char* place = "MODEL_INOUT_INFO";
constexpr size_t tensor_size = 32;  // without name, dims and ranges
constexpr size_t dim_size = 8;

// An enumeration must not hold a number that it does not have.
aclDataType type_of(int32_t number) {
  constexpr aclDataType types[] = {ACL_FLOAT,  ACL_FLOAT16, ACL_INT8,   ACL_INT32, ACL_UINT8,
                                   ACL_INT16,  ACL_UINT16,  ACL_UINT32, ACL_INT64, ACL_UINT64,
                                   ACL_DOUBLE, ACL_BOOL,    ACL_BF16};
  const auto* const found = std::find_if(std::begin(types), std::end(types),
                                         [number](aclDataType type) { return int{type} == number; });
  return found == std::end(types) ? ACL_DT_UNDEFINED : *found;
}

std::vector<int64_t> read_dims(std::string_view bytes) {
  if (bytes.size() % dim_size != 0 || bytes.size() / dim_size > ACL_MAX_DIM_CNT) {
    throw Malformed{"has dims of " + std::to_string(bytes.size()) +
                    " bytes in MODEL_INOUT_INFO: no multiple of 8, or more than 128 of them"};
  }
  ByteReader reader(bytes, place);
  std::vector<int64_t> dims;
  dims.reserve(bytes.size() / dim_size);
  while (reader.left() > 0) {
    dims.push_back(static_cast<int64_t>(reader.u64()));
    check_dim(dims.back());
  }
  return dims;
}

TensorInfo read_tensor(ByteReader& record) {
  TensorInfo tensor;
  tensor.bytes = record.u64();
  record.i32();  // the format: ONNX files have none
  tensor.type = type_of(record.i32());
  const uint32_t name_bytes = record.u32();
  const uint32_t dims_bytes = record.u32();
  const uint32_t aipp_dims_bytes = record.u32();
  const uint32_t range_bytes = record.u32();
  tensor.name = record.take(name_bytes);
  tensor.dims = read_dims(record.take(dims_bytes));
  std::vector<int64_t> aipp_dims = read_dims(record.take(aipp_dims_bytes));
  if (!aipp_dims.empty()) tensor.dims = std::move(aipp_dims);
  record.take(range_bytes);
  return tensor;
}

std::vector<TensorInfo> read_tensors(std::string_view bytes) {
  ByteReader record(bytes, place);
  const uint32_t count = record.u32();
  record.check(count, tensor_size);
  std::vector<TensorInfo> tensors;
  tensors.reserve(count);
  for (uint32_t i = 0; i < count; ++i) tensors.push_back(read_tensor(record));
  record.check_at_end();
  return tensors;
}

}  // namespace

void read_in_out_info(std::string_view partition, OfflineModel& model) {
  ByteReader records(partition, place);
  std::set<uint32_t> types;
  while (records.left() > 0) {
    const uint32_t type = records.u32();
    const uint32_t length = records.u32();
    const std::string_view contents = records.take(length);
    if (!types.insert(type).second)
      throw Malformed{"has two records of type " + std::to_string(type) + " in its MODEL_INOUT_INFO"};
    switch (type) {
      case inputs_record:
        model.inputs = read_tensors(contents);
        break;
      case outputs_record:
        model.outputs = read_tensors(contents);
        break;
      case batch_record:
        model.gears = DynamicShapes::Kind::batch;
        break;
      case height_width_record:
        model.gears = DynamicShapes::Kind::height_width;
        break;
      case dims_record:
        model.gears = DynamicShapes::Kind::dims;
        break;
      default:
        break;
    }
  }
}

}  // namespace ascend_rx::runtime
