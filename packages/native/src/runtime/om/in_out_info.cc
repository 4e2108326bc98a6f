#include "runtime/om/in_out_info.h"

#include <algorithm>
#include <iterator>
#include <map>
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

std::vector<int64_t> read_numbers(std::string_view bytes, void (*check)(int64_t)) {
  if (bytes.size() % dim_size != 0) {
    throw Malformed{"has dims of " + std::to_string(bytes.size()) +
                    " bytes in MODEL_INOUT_INFO: no multiple of 8"};
  }
  ByteReader reader(bytes, place);
  std::vector<int64_t> numbers;
  numbers.reserve(bytes.size() / dim_size);
  while (reader.left() > 0) {
    numbers.push_back(reader.i64());
    check(numbers.back());
  }
  return numbers;
}

std::vector<int64_t> read_dims(std::string_view bytes) {
  std::vector<int64_t> dims = read_numbers(bytes, check_dim);
  if (dims.size() > ACL_MAX_DIM_CNT) throw Malformed{"has a tensor with more than 128 dims"};
  return dims;
}

void check_ranges(std::string_view bytes) {
  if (read_numbers(bytes, check_dim).size() % 2 != 0)
    throw Malformed{"has a shape range without its end in MODEL_INOUT_INFO"};
}

void check_size(int64_t size) {
  if (size < 0) throw Malformed{"has a gear of " + std::to_string(size)};
}

// The format goes to the end of `formats`.
TensorInfo read_tensor(ByteReader& record, std::vector<int32_t>& formats) {
  TensorInfo tensor;
  tensor.bytes = record.safe_u64();
  formats.push_back(record.i32());
  tensor.type = type_of(record.i32());
  const uint32_t name_bytes = record.u32();
  const uint32_t dims_bytes = record.u32();
  const uint32_t aipp_dims_bytes = record.u32();
  const uint32_t range_bytes = record.u32();
  tensor.name = record.take(name_bytes);
  tensor.name.erase(tensor.name.find_last_not_of('\0') + 1);
  tensor.dims = read_dims(record.take(dims_bytes));
  std::vector<int64_t> aipp_dims = read_dims(record.take(aipp_dims_bytes));
  if (!aipp_dims.empty()) tensor.dims = std::move(aipp_dims);
  check_ranges(record.take(range_bytes));
  return tensor;
}

std::vector<TensorInfo> read_tensors(std::string_view bytes, std::vector<int32_t>& formats) {
  ByteReader record(bytes, place);
  const uint32_t count = record.u32();
  record.check(count, tensor_size);
  std::vector<TensorInfo> tensors;
  tensors.reserve(count);
  for (uint32_t i = 0; i < count; ++i) tensors.push_back(read_tensor(record, formats));
  record.check_at_end();
  return tensors;
}

std::vector<std::vector<int64_t>> read_batches(std::string_view bytes) {
  ByteReader record(bytes, place);
  const uint32_t count = record.u32();
  record.check(count, dim_size);
  std::vector<std::vector<int64_t>> gears;
  gears.reserve(count);
  for (const int64_t size : read_numbers(record.take(uint64_t{count} * dim_size), check_size))
    gears.push_back({size});
  record.check_at_end();
  return gears;
}

// How many gears, then how many sizes each of them has, then all sizes.
std::vector<std::vector<int64_t>> read_lists(std::string_view bytes) {
  ByteReader record(bytes, place);
  const uint32_t count = record.u32();
  record.check(count, sizeof(uint32_t));
  std::vector<uint32_t> lengths;
  lengths.reserve(count);
  for (uint32_t i = 0; i < count; ++i) lengths.push_back(record.u32());
  std::vector<std::vector<int64_t>> gears;
  gears.reserve(count);
  for (const uint32_t length : lengths)
    gears.push_back(read_numbers(record.take(uint64_t{length} * dim_size), check_size));
  record.check_at_end();
  return gears;
}

Gears gears_of(DynamicShapes::Kind kind, std::vector<std::vector<int64_t>> values) {
  Gears gears;
  gears.kind = kind;
  gears.values = std::move(values);
  return gears;
}

using Records = std::map<uint32_t, std::string_view>;

Records read_records(std::string_view partition) {
  if (partition.size() > most_bytes_of_in_out_info) {
    throw Malformed{"has " + std::to_string(partition.size()) + " bytes of MODEL_INOUT_INFO; " +
                    std::to_string(most_bytes_of_in_out_info) + " at most are believed"};
  }
  ByteReader reader(partition, place);
  Records records;
  while (reader.left() > 0) {
    const uint32_t type = reader.u32();
    const uint32_t length = reader.u32();
    if (!records.emplace(type, reader.take(length)).second)
      throw Malformed{"has two records of type " + std::to_string(type) + " in its MODEL_INOUT_INFO"};
  }
  return records;
}

}  // namespace

void read_in_out_info(std::string_view partition, OfflineModel& model) {
  const Records records = read_records(partition);
  const auto with = [&records](uint32_t type, auto&& use) {
    const auto found = records.find(type);
    if (found == records.end()) return false;
    use(found->second);
    return true;
  };
  with(inputs_record,
       [&](std::string_view record) { model.inputs = read_tensors(record, model.input_formats); });
  with(outputs_record, [&](std::string_view record) {
    std::vector<int32_t> ignored;
    model.outputs = read_tensors(record, ignored);
  });
  // A model has gears of one kind.
  using Kind = DynamicShapes::Kind;
  static_cast<void>(
      with(batch_record, [&](auto record) { model.gears = gears_of(Kind::batch, read_batches(record)); }) ||
      with(height_width_record,
           [&](auto record) { model.gears = gears_of(Kind::height_width, read_lists(record)); }) ||
      with(dims_record, [&](auto record) { model.gears = gears_of(Kind::dims, read_lists(record)); }));
}

}  // namespace ascend_rx::runtime
